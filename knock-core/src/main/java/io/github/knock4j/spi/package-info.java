// SPDX-License-Identifier: Apache-2.0

/** The plugs: where packets come from and what an opened door does. */
package io.github.knock4j.spi;
