// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Result;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kinds of interfaces that packets of another host come by. Each is made of {@code eth0}, the same
 * way on both hosts, by commands of {@code ip(8)}; in these ME and PEER stand for the last digit of
 * a host's own address and of the other's. The result is called {@code x0}.
 */
enum InterfaceKind {
  VLAN("link add link eth0 name x0 type vlan id 5"),
  VLAN_IN_VLAN(
      "link add link eth0 name s0 type vlan proto 802.1ad id 6",
      "link set s0 up",
      "link add link s0 name x0 type vlan id 5"),
  BRIDGE("link add x0 type bridge", "link set eth0 master x0"),
  BOND(
      "link add x0 type bond mode active-backup miimon 10",
      "link set eth0 down",
      "link set eth0 master x0"),
  MACVLAN("link add link eth0 name x0 type macvlan mode bridge"),
  IPVLAN("link add link eth0 name x0 type ipvlan mode l2"),
  IPIP(4, "link add x0 type ipip local 10.9.0.ME remote 10.9.0.PEER"),
  SIT(6, "link add x0 type sit local 10.9.0.ME remote 10.9.0.PEER"),
  GRE("link add x0 type gre local 10.9.0.ME remote 10.9.0.PEER"),
  GRETAP("link add x0 type gretap local 10.9.0.ME remote 10.9.0.PEER"),
  IP6TNL("link add x0 type ip6tnl mode any local fd09::ME remote fd09::PEER"),
  IP6GRE("link add x0 type ip6gre local fd09::ME remote fd09::PEER"),
  VXLAN("link add x0 type vxlan id 5 dstport 4789 local 10.9.0.ME remote 10.9.0.PEER"),
  GENEVE("link add x0 type geneve id 5 remote 10.9.0.PEER"),
  WIREGUARD("link add x0 type wireguard"),
  TUN("tuntap add x0 mode tun"),
  TAP("tuntap add x0 mode tap");

  private final int onlyVersion;
  private final List<String> commands;

  InterfaceKind(String... commands) {
    this(0, commands);
  }

  InterfaceKind(int onlyVersion, String... commands) {
    this.onlyVersion = onlyVersion;
    this.commands = List.of(commands);
  }

  /** Whether it carries this version of IP. */
  boolean carries(int version) {
    return onlyVersion == 0 || onlyVersion == version;
  }

  /** The kernel's words if it knows no such kind. Whatever else goes wrong is a failure. */
  Optional<String> refusal() {
    try (NetLab lab = NetLab.open()) {
      Host host = lab.host("probe");
      host.run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "far0");
      for (String command : commands) {
        Result result = host.tryRun(words(command, 1, 2));
        if (isUnknown(result)) {
          return Optional.of(result.output().strip());
        }
        result.orFail();
      }
      return Optional.empty();
    }
  }

  private static boolean isUnknown(Result result) {
    return result.status() != 0
        && Stream.of("Unknown device type", "Operation not supported")
            .anyMatch(result.output()::contains);
  }

  /**
   * Makes it on a host whose {@code eth0} is up, and takes it up, without an address. From now on
   * an interface answers ARP for its own addresses only, {@code ip-sysctl}: else eth0 may be the
   * first to answer for a macvlan interface on top of it, and gets the packets.
   */
  void make(Host host, int me, int peer) {
    host.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore");
    commands.forEach(command -> host.run(words(command, me, peer)));
    switch (this) {
      case TUN, TAP -> host.start("socat", tunnel(), datagrams(me, peer));
      case WIREGUARD -> encrypt(host, me, peer);
      default -> {
        // It is complete.
      }
    }
    host.run("ip", "link", "set", "x0", "up");
  }

  private static String[] words(String command, int me, int peer) {
    return ("ip " + filled(command, me, peer)).split(" ");
  }

  private static String filled(String text, int me, int peer) {
    return text.replace("ME", "" + me).replace("PEER", "" + peer);
  }

  private String tunnel() {
    return "TUN,tun-name=x0,tun-type=" + name().toLowerCase(Locale.ROOT) + ",iff-no-pi";
  }

  /** Not connected: nobody minds that the other side is not there yet. */
  private static String datagrams(int me, int peer) {
    return "UDP4-DATAGRAM:10.9.0." + peer + ":4000,bind=10.9.0." + me + ":4000";
  }

  /** With keys that anybody may know. */
  private static void encrypt(Host host, int me, int peer) {
    NetLab.requirePrograms("wg");
    String script = "key() { printf '%032d' $1 | base64; };"
        + " key ME | wg set x0 listen-port 4000 private-key /dev/stdin"
        + " peer $(key PEER | wg pubkey) endpoint 10.9.0.PEER:4000 allowed-ips 0.0.0.0/0,::/0";
    host.run("sh", "-c", filled(script, me, peer));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
