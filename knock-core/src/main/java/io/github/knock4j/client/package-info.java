// SPDX-License-Identifier: Apache-2.0

/** The visitor's side: sending the knocks of a door. */
package io.github.knock4j.client;
