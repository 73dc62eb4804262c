// SPDX-License-Identifier: Apache-2.0

/** Actions that open and close a door by what they do to the system. */
package io.github.knock4j.firewall;
