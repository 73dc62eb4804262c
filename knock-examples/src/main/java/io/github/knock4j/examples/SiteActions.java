// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMinutes;

import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.firewall.Baseline;
import io.github.knock4j.firewall.Command;
import io.github.knock4j.firewall.CommandAction;
import io.github.knock4j.firewall.Iptables;
import io.github.knock4j.firewall.Nftables;
import io.github.knock4j.firewall.PacketLog;
import io.github.knock4j.firewall.PortForward;
import io.github.knock4j.firewall.SavedRules;
import io.github.knock4j.firewall.ServiceChain;
import io.github.knock4j.firewall.ServicePort;
import io.github.knock4j.firewall.Uci;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The actions of the site's page on actions and firewalls, one method each. */
public final class SiteActions {

  private SiteActions() {}

  static Nftables nftables() {
    // #region nftables
    Nftables ipsec = Nftables.allowing(udp(500), udp(4500))
        .named("ipsec") // its sets in the table inet knock4j
        .rejecting(); // strangers see a closed port instead of silence
    // #endregion nftables
    return ipsec;
  }

  static DoorAction rule() {
    // #region rule
    DoorAction accept = Iptables.system()
        .inserting("INPUT", "-s", "%IP%", "-p", "tcp", "--dport", "22", "-j", "ACCEPT");
    // #endregion rule
    return accept;
  }

  static ServiceChain chain() throws IOException, InterruptedException {
    // #region chain
    ServiceChain ssh = Iptables.system().service("ssh").usingSets();
    ssh.setUp(ServicePort.of(tcp(22))
        .onlyNewConnections()
        .logging(PacketLog.everyPacket().prefix("no-ssh").limit("10/second")));
    // #endregion chain
    return ssh;
  }

  static Baseline baseline() {
    // #region baseline
    IpNetwork lan = IpNetwork.parse("192.168.0.0/16");

    Baseline baseline = Baseline.with(Iptables.system())
        .acceptingFrom(lan, tcp(22))
        .acceptingIcmpFrom(lan)
        .protecting(tcp(22), udp(51_820))
        .rejecting();
    // #endregion baseline
    return baseline;
  }

  static List<Path> save(Path directory) throws IOException, InterruptedException {
    // #region save
    List<Path> files = SavedRules.of(Iptables.system()).in(directory).save();
    // #endregion save
    return files;
  }

  static PortForward forward() {
    // #region forward
    PortForward forward = PortForward.throughNftables()
        .forwarding(tcp(2222))
        .to(IpAddress.parse("192.168.1.10"), 22)
        .arrivingOn("eth0.2")
        .hairpin(
            IpNetwork.parse("192.168.1.0/24"),
            IpAddress.parse("203.0.113.1"),
            IpAddress.parse("192.168.1.1"))
        .build();
    // #endregion forward
    return forward;
  }

  static List<Uci> uci() {
    // #region uci
    Uci port = Uci.opening("knock", tcp(22));
    Uci redirect = Uci.forwarding("knock", tcp(2222), IpAddress.parse("192.168.1.10"), 22);
    // #endregion uci
    return List.of(port, redirect);
  }

  static CommandAction command() {
    // #region command
    CommandAction backup = CommandAction.opening(
            "systemctl", "start", "--no-block", "backup.service")
        .timeLimit(ofMinutes(5));
    // #endregion command
    return backup;
  }

  static CommandAction shell() {
    // #region shell
    CommandAction mail =
        CommandAction.opening(Command.shell("df -h | mail -s 'disk, asked for by %IP%' root"));
    // #endregion shell
    return mail;
  }
}
