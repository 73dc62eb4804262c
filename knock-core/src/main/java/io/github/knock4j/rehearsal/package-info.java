// SPDX-License-Identifier: Apache-2.0

/** Tries a door in a unit test, without a network. */
package io.github.knock4j.rehearsal;
