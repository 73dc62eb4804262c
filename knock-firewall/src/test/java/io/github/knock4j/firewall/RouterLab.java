// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Knock;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.Running;
import java.util.List;

/** Makes the server of a laboratory a router between its visitors and two hosts in a LAN. */
final class RouterLab {

  private RouterLab() {}

  /**
   * The host that is forwarded to, in the LAN of the router's bridge. The router must not wait for
   * its own link-local address, by which it asks for neighbours when it forwards.
   */
  static Running inside(FirewallLab lab) {
    Host inside = lab.netLab().host("inside");
    lab.netLab().join(lab.server(), "eth1", inside, "eth0");
    lab.run(
        "sysctl -q net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0",
        "sysctl -q net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1",
        "ip link add br-lan type bridge",
        "ip link set eth1 master br-lan",
        "ip link set br-lan up");
    lab.server().address("br-lan", "192.168.1.1/24", "fd00:1::1/64");
    return joined(inside, "192.168.1.10", "fd00:1::10");
  }

  static Running neighbour(FirewallLab lab) {
    Host neighbour = lab.netLab().host("neighbour");
    lab.netLab().join(lab.server(), "eth2", neighbour, "eth0");
    lab.run("ip link set eth2 master br-lan");
    return joined(neighbour, "192.168.1.20", "fd00:1::20");
  }

  private static Running joined(Host host, String ipv4, String ipv6) {
    host.address("eth0", ipv4 + "/24", ipv6 + "/64");
    host.run("ip", "route", "add", "default", "via", "192.168.1.1");
    host.run("ip", "-6", "route", "add", "default", "via", "fd00:1::1");
    return host.startJava(Peer.class, List.of());
  }

  /** Those who take part, in one family. */
  record Addresses(
      String visitor,
      String other,
      String outside,
      String router,
      String lan,
      String inside,
      String neighbour) {

    static final Addresses IPV4 = new Addresses(
        "203.0.113.7",
        "203.0.113.8",
        FirewallLab.SERVER,
        "192.168.1.1",
        "192.168.1.0/24",
        "192.168.1.10",
        "192.168.1.20");

    static final Addresses IPV6 = new Addresses(
        "2001:db8::7",
        "2001:db8::8",
        FirewallLab.SERVER_6,
        "fd00:1::1",
        "fd00:1::/64",
        "fd00:1::10",
        "fd00:1::20");

    static Addresses of(int family) {
      return family == 4 ? IPV4 : IPV6;
    }

    PortForward forward(PortForward.Builder begun, Knock port, int hostPort) {
      return begun
          .forwarding(port)
          .to(IpAddress.parse(inside), hostPort)
          .arrivingOn("eth0")
          .hairpin(IpNetwork.parse(lan), IpAddress.parse(outside), IpAddress.parse(router))
          .build();
    }
  }
}
