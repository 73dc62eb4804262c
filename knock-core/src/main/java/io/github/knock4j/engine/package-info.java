// SPDX-License-Identifier: Apache-2.0

/** The rules: packets and time go in, openings come out. Pure, and owned by one thread. */
package io.github.knock4j.engine;
