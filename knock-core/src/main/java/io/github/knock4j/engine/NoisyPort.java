// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Protocol;

/**
 * How often strangers tried a port that no door uses. Immutable.
 *
 * @param protocol the transport protocol
 * @param port the destination port, 1..65535; never one of a sequence
 * @param packets TCP packets that ask for a new connection, or UDP datagrams
 */
public record NoisyPort(Protocol protocol, int port, long packets) {}
