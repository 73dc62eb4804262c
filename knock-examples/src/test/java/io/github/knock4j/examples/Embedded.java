// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.github.knock4j.Door;
import io.github.knock4j.pcap.PcapSource;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.runtime.DoorkeeperEvent.ActionFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.Closed;
import io.github.knock4j.runtime.DoorkeeperEvent.Opened;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A program that embeds a doorkeeper, for tests that run it on a host of its own. */
final class Embedded {

  /** A door that closes again. */
  static final Door LEASED = Door.named("leased")
      .knock(tcp(7000))
      .knock(udp(8000))
      .knock(tcp(9000))
      .within(ofSeconds(5))
      .openFor(ofMillis(500))
      .build();

  /** A door that runs its action and has nothing to close. */
  static final Door ONCE = Door.named("once")
      .knock(udp(8000))
      .knock(tcp(9000))
      .within(ofSeconds(5))
      .cooldown(ofSeconds(30))
      .build();

  private Embedded() {}

  public static void main(String[] args) throws Exception {
    Doorkeeper keeper = Doorkeeper.watching(PcapSource.on(args[0]))
        .guard(LEASED, grant -> {})
        .guard(ONCE, grant -> System.out.println("callback " + grant.visitor()))
        .onEvent(event -> {
          if (event instanceof Opened opened) {
            System.out.println(
                "opened " + opened.grant().door().name() + " " + opened.grant().visitor());
          } else if (event instanceof Closed closed) {
            System.out.println(
                "closed " + closed.grant().door().name() + " " + closed.grant().visitor());
          } else if (event instanceof ActionFailed failed) {
            System.out.println("failed " + failed.cause());
          }
        })
        .start();
    System.out.println("ready");
    // Ends with its stdin, or when it is told to.
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    System.out.println("openings " + keeper.status().engine().opened());
    keeper.close();
    System.out.println("done");
  }
}
