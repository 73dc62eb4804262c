// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Sets up services that only let in whom they are told to, as pktables does. */
@Command(
    name = "pktables",
    description = "Shuts ports to all but the addresses that are added, over IPv4 and IPv6.",
    footer = {
      "",
      "Exit status: 0 done, or found done; 1 failed; 2 not understood.",
      "Example: pktables init ssh --port 22 --syn",
      "         pktables add 203.0.113.7 --service ssh"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {HelpCommand.class})
final class Pktables implements Runnable {

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--nftables",
      scope = ScopeType.INHERIT,
      description = "Use the table knock4j of nftables, not iptables and ip6tables.")
  private boolean nftables;

  @Option(
      names = {"-4", "--only-ipv4"},
      scope = ScopeType.INHERIT,
      description = "Use iptables alone, not ip6tables.")
  private boolean onlyIpv4;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  @Command(
      description = "Makes a service, which lets nobody in yet.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  int init(
      @Parameters(paramLabel = "SERVICE", description = "Its name.") String service,
      @Mixin InitialPort port)
      throws IOException, InterruptedException {
    return on("init", tables -> {
      if (!tables.create(service, port)) {
        error().println("? " + tables.nameOf(service) + " already exists");
        return 1;
      }
      return 0;
    });
  }

  @Command(
      description = "Lets an address in.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  int add(
      @Parameters(paramLabel = "IP", description = "The address; a mask after it is dropped.")
          String ip,
      @Option(names = "--service", paramLabel = "SERVICE", required = true, description = "Where.")
          String service)
      throws IOException, InterruptedException {
    return on("add", tables -> {
      tables.add(service, address(ip));
      return 0;
    });
  }

  @Command(
      description = "Lets an address in no more.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  int delete(
      @Parameters(paramLabel = "IP", description = "The address; a mask after it is dropped.")
          String ip,
      @Option(names = "--service", paramLabel = "SERVICE", required = true, description = "Where.")
          String service)
      throws IOException, InterruptedException {
    return on("delete", tables -> {
      tables.delete(service, address(ip));
      return 0;
    });
  }

  @Command(
      description = "Removes a service: its port is as open as without it.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  int remove(@Parameters(paramLabel = "SERVICE", description = "Its name.") String service)
      throws IOException, InterruptedException {
    return on("remove", tables -> {
      tables.remove(service);
      return 0;
    });
  }

  @Command(
      description = "Lists the services, and under each whom it lets in.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  int list() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    return on("list", tables -> {
      for (String service : tables.services()) {
        out.println(service);
        tables.addresses(service).forEach(address -> out.println("  " + address));
      }
      out.flush();
      return 0;
    });
  }

  private interface Work {
    int on(ServiceTables tables) throws IOException, InterruptedException;
  }

  /** A value that is not allowed is answered like an option that is not known. */
  private int on(String command, Work work) throws IOException, InterruptedException {
    try {
      return work.on(tables());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.subcommands().get(command), String.valueOf(e.getMessage()), e);
    }
  }

  private ServiceTables tables() {
    if (nftables && onlyIpv4) {
      throw new IllegalArgumentException("--only-ipv4 must be without --nftables");
    }
    return nftables ? ServiceTables.nftables() : ServiceTables.iptables(onlyIpv4);
  }

  private static IpAddress address(String text) {
    return IpAddress.parse(text.split("/", 2)[0]);
  }

  private PrintWriter error() {
    return spec.commandLine().getErr();
  }
}
