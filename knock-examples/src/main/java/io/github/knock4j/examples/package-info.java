// SPDX-License-Identifier: Apache-2.0

/** One small program for each snippet of the documentation; every one is run by a test. */
@org.jspecify.annotations.NullMarked
package io.github.knock4j.examples;
