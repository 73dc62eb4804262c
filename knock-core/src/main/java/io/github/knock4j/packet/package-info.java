// SPDX-License-Identifier: Apache-2.0

/** Reading packets in place, out of bytes that anyone may have sent. */
package io.github.knock4j.packet;
