// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Protocol;

/**
 * What the engine reads of a TCP or UDP packet. A view is borrowed: it is good only during the call
 * that hands it over, on the thread of that call, and then points at the next packet. Never store
 * one.
 *
 * <p>Addresses are two {@code long}s, as {@link IpAddress#high()} and {@link IpAddress#low()}, so
 * that reading a packet allocates nothing.
 */
public interface PacketView {

  /**
   * The transport protocol.
   *
   * @return TCP or UDP
   */
  Protocol protocol();

  /**
   * The first eight bytes of the source address.
   *
   * @return 0 for IPv4
   */
  long sourceHigh();

  /**
   * The last eight bytes of the source address.
   *
   * @return for IPv4, the mapped form
   */
  long sourceLow();

  /**
   * The port the packet came from.
   *
   * @return 0..65535
   */
  int sourcePort();

  /**
   * The first eight bytes of the destination address.
   *
   * @return 0 for IPv4
   */
  long destinationHigh();

  /**
   * The last eight bytes of the destination address.
   *
   * @return for IPv4, the mapped form
   */
  long destinationLow();

  /**
   * The port the packet went to.
   *
   * @return 0..65535
   */
  int destinationPort();

  /**
   * Whether the destination is one of the addresses of the interfaces that the source watches.
   *
   * @return true if it is, or if the source cannot know
   */
  boolean isLocal();

  /**
   * The TCP flags, as in {@link io.github.knock4j.TcpFlags}.
   *
   * @return six bits; 0 for UDP
   */
  int tcpFlags();

  /**
   * The TCP sequence number, RFC 9293 section 3.1.
   *
   * @return 32 bits; 0 for UDP
   */
  int tcpSequence();

  /**
   * The source address as a value. Allocates.
   *
   * @return the address
   */
  default IpAddress source() {
    return IpAddress.ofBits(sourceHigh(), sourceLow());
  }

  /**
   * The destination address as a value. Allocates.
   *
   * @return the address
   */
  default IpAddress destination() {
    return IpAddress.ofBits(destinationHigh(), destinationLow());
  }
}
