// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.client.KnockClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Knocks as knockd's client does, with the same options, and looks whether the door has opened.
 *
 * <p>Where that client sends something else than was asked for, a TCP knock for {@code 7000:icmp}
 * or none at all for port 70000, this one refuses before the first knock.
 */
@Command(
    name = "knock",
    description = "Knocks at a host's ports, in order.",
    footer = {
      "",
      "Exit status: 0 knocked, and reached the port to verify; 1 not so; 2 not understood.",
      "Example: knock myserver.example.com 123:tcp 456:udp 789:tcp"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = Version.class)
final class KnockTool implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Option(
      names = {"-u", "--udp"},
      description = "Make all knocks UDP, whatever their protocol.")
  private boolean udp;

  @Option(
      names = {"-d", "--delay"},
      paramLabel = "MS",
      description = "Wait so many milliseconds between knocks: 0 to 60000, 0 if not given.")
  private String delay = "0";

  @ArgGroup
  private @Nullable Family family;

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell of each knock.")
  private boolean verbose;

  @Option(
      names = "--verify",
      paramLabel = "PORT",
      description = "After the knocks, see whether this TCP port accepts a connection.")
  private @Nullable String verify;

  @Option(
      names = "--verify-timeout",
      paramLabel = "MS",
      description = "Try for so long: 1 to 600000 milliseconds, 3000 if not given.")
  private String verifyTimeout = "3000";

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "With --verify, knock up to N times more: 0 to 100, 0 if not given.")
  private String retries = "0";

  @Parameters(index = "0", paramLabel = "HOST", description = "A name, or an address.")
  private String host = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "PORT[:tcp|:udp]",
      description = "A knock; TCP if its protocol is not given.")
  private List<String> ports = List.of();

  /** At most one of them. */
  static final class Family {
    @Option(
        names = {"-4", "--ipv4"},
        description = "Knock over IPv4 only.")
    private boolean ipv4;

    @Option(
        names = {"-6", "--ipv6"},
        description = "Knock over IPv6 only.")
    private boolean ipv6;
  }

  /** A value that is not allowed is answered like an option that is not known. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      return knock();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private int knock() throws IOException, InterruptedException {
    int rounds = 1 + Numbers.within("retries", retries, 0, 100, "");
    if (rounds > 1 && verify == null) {
      throw new ParameterException(spec.commandLine(), "--retries needs --verify");
    }
    List<Knock> knocks = ports.stream().map(this::knock).toList();
    Verification verification = verify == null ? null : verification(verify);
    KnockClient client = client(Numbers.within("delay", delay, 0, 60_000, " ms"));

    List<IpAddress> reached = new ArrayList<>();
    KnockClient telling = client.onKnock((address, knock) -> {
      reached.add(address);
      tell("hitting", address, knock);
    });
    for (int round = 0; round < rounds; round++) {
      telling.send(knocks);
      IpAddress address = reached.get(reached.size() - 1);
      if (verification == null) {
        return 0;
      }
      if (verification.succeeds(address)) {
        tell("reached", address, verification.port());
        return 0;
      }
    }
    throw new IOException("port " + verify + " did not accept a connection within " + verifyTimeout
        + " ms after the knocks");
  }

  private KnockClient client(int delayMs) {
    KnockClient client = KnockClient.to(host).every(Duration.ofMillis(delayMs));
    if (family == null) {
      return client;
    }
    return family.ipv4 ? client.overIpv4() : client.overIpv6();
  }

  private Verification verification(String port) {
    return new Verification(
        Knock.tcp(Numbers.within("port to verify", port, 1, 65_535, "")),
        Duration.ofMillis(Numbers.within("verify timeout", verifyTimeout, 1, 600_000, " ms")));
  }

  private Knock knock(String text) {
    String[] parts = text.split(":", 2);
    int port = Numbers.within("port", parts[0], 1, 65_535, "");
    String protocol = parts.length == 1 ? "tcp" : parts[1];
    return switch (protocol) {
      case "tcp" -> udp ? Knock.udp(port) : Knock.tcp(port);
      case "udp" -> Knock.udp(port);
      default ->
        throw new IllegalArgumentException("protocol must be tcp or udp: '" + protocol + "'");
    };
  }

  /** People who ask for it see the sequence: they have just typed it. */
  private void tell(String what, IpAddress address, Knock knock) {
    if (verbose) {
      PrintWriter out = spec.commandLine().getOut();
      String protocol = knock.protocol().name().toLowerCase(Locale.ROOT);
      out.println(what + " " + protocol + " " + address + ":" + knock.port());
      out.flush();
    }
  }
}
