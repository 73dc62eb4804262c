// SPDX-License-Identifier: Apache-2.0

/** The running whole: sources, engine, leases and actions behind one keeper. */
package io.github.knock4j.runtime;
