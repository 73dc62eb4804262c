// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.github.knock4j.Door;
import io.github.knock4j.firewall.CommandAction;
import io.github.knock4j.firewall.Nftables;
import io.github.knock4j.pcap.PcapSource;
import io.github.knock4j.runtime.Doorkeeper;
import java.io.IOException;

/**
 * Hides SSH behind three knocks: needs root and libpcap. After {@code mvn package}:
 *
 * <pre>{@code
 * java -cp knock-examples/target/knock.jar io.github.knock4j.examples.SshDoor eth0
 *
 * java -jar knock-examples/target/knock.jar knock server.example 7001 8002:udp 9003
 * }</pre>
 */
public final class SshDoor {

  private SshDoor() {}

  /**
   * The door of the README.
   *
   * @return a door with three knocks
   */
  public static Door door() {
    Door ssh = Door.named("ssh")
        .knock(tcp(7001))
        .knock(udp(8002))
        .knock(tcp(9003))
        .within(ofSeconds(5))
        .openFor(ofMinutes(10))
        .build();
    return ssh;
  }

  /**
   * Guards SSH on an interface until it is closed: shut by nftables to all but visitors.
   *
   * @param device the interface's name
   * @return the running doorkeeper
   * @throws IOException if the interface cannot be captured from, or the firewall not be set up
   */
  public static Doorkeeper guard(String device) throws IOException {
    Door ssh = door();
    Doorkeeper keeper = Doorkeeper.watching(PcapSource.on(device))
        .guard(ssh, Nftables.allowing(tcp(22)))
        .start();
    return keeper;
  }

  /**
   * The same with iptables, by commands: the port must be shut already.
   *
   * @param device the interface's name
   * @return the running doorkeeper
   * @throws IOException if the interface cannot be captured from
   */
  public static Doorkeeper guardByCommands(String device) throws IOException {
    Door ssh = door();
    Doorkeeper keeper = Doorkeeper.watching(PcapSource.on(device))
        .guard(
            ssh,
            CommandAction.opening(
                    "iptables",
                    "-I",
                    "INPUT",
                    "-s",
                    "%IP%",
                    "-p",
                    "tcp",
                    "--dport",
                    "22",
                    "-j",
                    "ACCEPT")
                .closing(
                    "iptables",
                    "-D",
                    "INPUT",
                    "-s",
                    "%IP%",
                    "-p",
                    "tcp",
                    "--dport",
                    "22",
                    "-j",
                    "ACCEPT"))
        .start();
    return keeper;
  }

  /**
   * Guards SSH on the interface that is named, until the process is told to end.
   *
   * @param args the interface's name, and {@code commands} for the second way
   * @throws Exception if capturing cannot begin
   */
  public static void main(String[] args) throws Exception {
    Arguments.need(args, "INTERFACE");
    Doorkeeper keeper = args.length == 1 ? guard(args[0]) : guardByCommands(args[0]);
    Runtime.getRuntime().addShutdownHook(new Thread(keeper::close));
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
