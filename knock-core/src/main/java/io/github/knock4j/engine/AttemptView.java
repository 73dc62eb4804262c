// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;

/**
 * One visitor's progress at one door, as an event tells it. A view is borrowed: it is good only
 * during the call that hands it over, on the thread of that call. Never store one.
 */
public interface AttemptView {

  /**
   * The door that is knocked at.
   *
   * @return the door
   */
  Door door();

  /**
   * The first eight bytes of the visitor's address.
   *
   * @return 0 for IPv4
   */
  long visitorHigh();

  /**
   * The last eight bytes of the visitor's address.
   *
   * @return for IPv4, the mapped form
   */
  long visitorLow();

  /**
   * How many knocks have matched so far; for an attempt that ended, how many had.
   *
   * @return 1 to the number of the door's knocks
   */
  int stage();

  /**
   * When it happened, on the clock that stamps the packets.
   *
   * @return nanoseconds
   */
  long nowNs();

  /**
   * The visitor's address as a value. Allocates.
   *
   * @return the address
   */
  default IpAddress visitor() {
    return IpAddress.ofBits(visitorHigh(), visitorLow());
  }
}
