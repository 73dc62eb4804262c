// SPDX-License-Identifier: Apache-2.0

/** Knocks heard on bound sockets: no root, no native library, any operating system. */
package io.github.knock4j.socket;
