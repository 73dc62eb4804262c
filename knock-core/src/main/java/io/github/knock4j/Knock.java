// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import java.util.Objects;

/**
 * One expected packet of a sequence: a protocol and a destination port. Immutable.
 *
 * <p>A sequence is a password, so {@link #toString()} shows neither.
 *
 * @param protocol the transport protocol
 * @param port the destination port, 1..65535
 */
public record Knock(Protocol protocol, int port) {

  /**
   * Checks the port.
   *
   * @param protocol the transport protocol
   * @param port the destination port, 1..65535
   * @throws IllegalArgumentException if the port is not 1..65535
   */
  public Knock {
    Objects.requireNonNull(protocol, "protocol");
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be 1..65535: " + port);
    }
  }

  /**
   * A knock on a TCP port.
   *
   * @param port 1..65535
   * @return the knock
   * @throws IllegalArgumentException if the port is not 1..65535
   */
  public static Knock tcp(int port) {
    return new Knock(Protocol.TCP, port);
  }

  /**
   * A knock on a UDP port.
   *
   * @param port 1..65535
   * @return the knock
   * @throws IllegalArgumentException if the port is not 1..65535
   */
  public static Knock udp(int port) {
    return new Knock(Protocol.UDP, port);
  }

  @Override
  public String toString() {
    return "Knock[hidden]";
  }
}
