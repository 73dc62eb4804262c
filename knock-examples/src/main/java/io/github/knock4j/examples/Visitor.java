// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static java.time.Duration.ofMillis;

import io.github.knock4j.Door;
import io.github.knock4j.client.KnockClient;
import java.io.IOException;

/** Knocks at a door from a Java program. */
public final class Visitor {

  private Visitor() {}

  /**
   * Sends the knocks of a door.
   *
   * @param host a name or an address
   * @param door the door, whose sequence both sides know
   * @throws IOException if the host cannot be reached
   * @throws InterruptedException if the thread is interrupted
   */
  public static void knock(String host, Door door) throws IOException, InterruptedException {
    KnockClient.to(host).every(ofMillis(200)).send(door);
  }
}
