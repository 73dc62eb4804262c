// SPDX-License-Identifier: Apache-2.0

/** The runnable jar: one command each. */
@org.jspecify.annotations.NullMarked
package io.github.knock4j.cli;
