// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.Running;

/** A service that sends back what it gets: who hears his own words was let in. Made of socat. */
final class Echo {

  private static final String WORDS = "anybody in?";

  private final Host client;
  private final String from;
  private final String to;

  private Echo(Host client, String from, String to) {
    this.client = client;
    this.from = from;
    this.to = to;
  }

  /** Begins to serve, over IPv4 and IPv6. */
  static void serve(Host host, Knock... ports) {
    for (Knock port : ports) {
      boolean tcp = port.protocol() == Protocol.TCP;
      host.start(
          "socat",
          (tcp ? "TCP6-LISTEN:" : "UDP6-RECVFROM:") + port.port() + ",ipv6-v6only=0,reuseaddr,fork",
          "PIPE");
      String listening = tcp ? "-Hltn" : "-Hlun";
      boolean serves = KnockdHost.await(
          KnockdHost.PATIENCE,
          () -> !host.run("ss", listening, "sport = :" + port.port()).isEmpty());
      assertThat(serves).as("serves").isTrue();
    }
  }

  /** A visitor by his address, on his way to the address of a server. */
  static Echo between(Host client, String from, String to) {
    return new Echo(client, from, to);
  }

  /** Whether a new connection is answered within a second. */
  boolean answers(Knock port) {
    String limit = port.protocol() == Protocol.TCP ? ",connect-timeout=1" : "";
    return client
        .tryRun("sh", "-c", "echo '" + WORDS + "' | socat -t1 - '" + socket(port) + limit + "'")
        .output()
        .contains(WORDS);
  }

  /** A connection that stays open; {@link #speaks} tells whether it still works. */
  Running connect(Knock port) {
    Running session = client.start("socat", "-", socket(port));
    speaks(session, "hello");
    return session;
  }

  static void speaks(Running session, String words) {
    session.send(words);
    session.awaitLine(words, KnockdHost.PATIENCE);
  }

  private String socket(Knock port) {
    boolean ipv6 = to.contains(":");
    String format = ipv6 ? "%s6:[%s]:%d,bind=[%s]" : "%s4:%s:%d,bind=%s";
    return String.format(format, port.protocol(), to, port.port(), from);
  }
}
