// SPDX-License-Identifier: Apache-2.0

/** The words: doors, knocks, addresses and grants, all immutable values. */
package io.github.knock4j;
