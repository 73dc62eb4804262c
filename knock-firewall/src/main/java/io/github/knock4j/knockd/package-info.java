// SPDX-License-Identifier: Apache-2.0

/** Doors and actions out of a configuration file of knockd. */
package io.github.knock4j.knockd;
