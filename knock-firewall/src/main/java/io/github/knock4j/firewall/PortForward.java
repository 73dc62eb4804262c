// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Knock;
import io.github.knock4j.firewall.Nftables.Way;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a port of a router to a host behind it, for one visitor while a door is open, by iptables
 * or nftables.
 *
 * <pre>{@code
 * PortForward.throughNftables()       // or through(Iptables.system())
 *     .forwarding(tcp(2222))
 *     .to(IpAddress.parse("192.168.1.10"), 22)
 *     .arrivingOn("eth0.2")
 *     .hairpin(IpNetwork.parse("192.168.1.0/24"), wanAddress, IpAddress.parse("192.168.1.1"))
 *     .build()
 * }</pre>
 *
 * <p>The visitor's packets get a DNAT to the host. The hairpin lets hosts of the LAN reach the same
 * port at the router's outside address while the door is open to anybody: by DNAT, and SNAT so that
 * answers come back through the router. Established connections outlive the grant. Opens to visitors
 * of the inside host's family only: to others it fails. The router must forward packets. Immutable
 * and thread-safe.
 *
 * <p><b>iptables(8)</b>: DNAT and an ACCEPT of what is forwarded serve the visitor, three more rules
 * the hairpin. Each stands at the head of its chain and bears a comment with door, visitor and port.
 * Those of a table come and go together; opening puts back what is missing, closing deletes what is
 * left. The router must accept what belongs to established connections. Bounds and lock are those of
 * {@link Iptables}; each call executes four programs at most.
 *
 * <p><b>nft(8)</b>: a table of its own, {@code ip} or {@code ip6 knock4j-forward-tcp2222}, has the
 * rules, and sets of those whom they serve. One transaction opens, renews or closes. The timeout of
 * an element is the lease, so the kernel ends the forward by itself, even if this process is gone,
 * within 40 ms after the lease is over; the hairpin ends with the last door, at the latest when the
 * longest of the leases that this process gave is over. Several doors may lead to one forward: it
 * stays until the last of them closes. Forwards of one port and family are the same: the one that is
 * set up last determines the rules. An element takes about 200 bytes in the kernel; a call takes as
 * long as its {@link Way}, and about 10 ms more because it deletes. It needs the capability
 * CAP_NET_ADMIN, and Linux 4.18 or later.
 *
 * <p>In nftables each table judges for itself, and an accept in one cannot undo a drop in another.
 * So this table accepts nothing: <em>if the router's own firewall drops what is forwarded, it must
 * let pass what this one leads inside</em>, once and for all visitors, by one of
 *
 * <pre>{@code
 * nft add rule inet filter forward ct status dnat accept
 * iptables -A FORWARD -m conntrack --ctstate DNAT -j ACCEPT
 * }</pre>
 */
public final class PortForward implements DoorAction {

  /** Where the rules of iptables stand, and in which chains unless others are set. */
  public enum Place {
    /** The visitor's packets arrive: table nat, chain PREROUTING. */
    WAN_PREROUTING("nat", "PREROUTING"),
    /** Packets of the LAN for the router's outside address arrive: table nat, chain PREROUTING. */
    LAN_PREROUTING("nat", "PREROUTING"),
    /** Packets of the LAN leave for the inside host: table nat, chain POSTROUTING. */
    LAN_POSTROUTING("nat", "POSTROUTING"),
    /** The visitor's packets are forwarded to the inside host: table filter, chain FORWARD. */
    WAN_FORWARD("filter", "FORWARD"),
    /** Packets of the LAN are forwarded to the inside host: table filter, chain FORWARD. */
    LAN_FORWARD("filter", "FORWARD");

    private final String table;
    private final String chain;

    Place(String table, String chain) {
      this.table = table;
      this.chain = chain;
    }

    String table() {
      return table;
    }

    String chain() {
      return chain;
    }
  }

  private final ForwardBackend backend;
  private final ForwardRules rules;

  private PortForward(ForwardBackend backend, ForwardRules rules) {
    this.backend = backend;
    this.rules = rules;
  }

  /**
   * Begins a forward by iptables.
   *
   * @param iptables what executes it
   * @return a builder without ports
   */
  public static Builder through(Iptables iptables) {
    return new Builder(Objects.requireNonNull(iptables, "iptables"), List.of());
  }

  /**
   * Begins a forward by nftables in the first way that works, of {@link Way#LIBNFTABLES} and {@link
   * Way#PROGRAM}.
   *
   * @return a builder without ports
   */
  public static Builder throughNftables() {
    return new Builder(null, List.of(Way.LIBNFTABLES, Way.PROGRAM));
  }

  /**
   * Begins a forward by nftables in one way.
   *
   * @param way how the kernel is told, not {@link Way#NETLINK}: rules of NAT are told in words
   * @return a builder without ports
   * @throws IllegalArgumentException if the way is {@code NETLINK}
   */
  public static Builder through(Way way) {
    if (way == Way.NETLINK) {
      throw new IllegalArgumentException("way of a forward must be LIBNFTABLES or PROGRAM: " + way);
    }
    return new Builder(null, List.of(way));
  }

  /**
   * Readies the forward while it is open to nobody, so that the first visitor need not wait for it,
   * and a firewall that refuses is found out at the start. With nftables it makes the table; whom it
   * serves already stays. With iptables it does nothing. Opening does the same if it has not been
   * done.
   *
   * @return this action
   * @throws IOException if the kernel cannot be reached, or refuses
   * @throws InterruptedException if this thread is interrupted
   */
  public PortForward setUp() throws IOException, InterruptedException {
    backend.setUp();
    return this;
  }

  /**
   * Takes the table of nftables away, whoever made it, and so closes the forward to all. Does nothing
   * if it is gone already, nor with iptables, where closing leaves nothing behind.
   *
   * <p>The kernel translates addresses, also of established connections, only while some table has a
   * chain for it: where this was the last one of its family, connections through it break.
   *
   * @throws IOException if the kernel cannot be reached, or refuses
   * @throws InterruptedException if this thread is interrupted
   */
  public void remove() throws IOException, InterruptedException {
    backend.remove();
  }

  /**
   * Leads the visitor to the inside host; with nftables for the grant's whole lease, counted from now.
   *
   * @throws IOException if the firewall cannot be reached or refuses, or the visitor is of the other
   *     family
   * @throws IllegalArgumentException if, with nftables, the grant has no lease: nobody would ever end
   *     the forward
   */
  @Override
  public void open(Grant grant) throws IOException, InterruptedException {
    backend.open(served(grant));
  }

  /**
   * Does what {@link #open} does, and puts back what somebody took away: whoever knocks again may do
   * so because the firewall was restarted.
   *
   * @throws IOException as {@link #open} does
   * @throws IllegalArgumentException as {@link #open} does
   */
  @Override
  public void renew(Grant grant) throws IOException, InterruptedException {
    backend.renew(served(grant));
  }

  /** Remembers that the door leads the visitor there, so that no other door ends that meanwhile. */
  @Override
  public void resume(Grant grant) throws InterruptedException {
    if (isServed(grant)) {
      backend.resume(grant);
    }
  }

  /**
   * Leads the visitor there no more. Does nothing if there is nothing left.
   *
   * @throws IOException if the firewall cannot be reached, or refuses
   */
  @Override
  public void close(Grant grant) throws IOException, InterruptedException {
    if (isServed(grant)) {
      backend.close(grant);
    }
  }

  private Grant served(Grant grant) throws IOException {
    if (!isServed(grant)) {
      throw new IOException("visitor must be of the family of the inside host: " + grant.visitor());
    }
    return grant;
  }

  private boolean isServed(Grant grant) {
    return grant.visitor().isIpv4() == rules.host().isIpv4();
  }

  @Override
  public String toString() {
    return "PortForward[" + rules.label() + " to " + rules.host() + " port " + rules.hostPort()
        + "]";
  }

  /**
   * Collects what makes a forward; {@link #build} checks the whole. Not thread-safe.
   *
   * <p>Every method answers this builder and refuses at once what can never be right.
   */
  public static final class Builder {

    /** What Linux takes, 15 bytes at most, and "+" at the end for any. */
    private static final Pattern INTERFACE =
        Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,14}\\+?");

    private final @Nullable Iptables iptables;
    private final List<Way> ways;
    private final Map<Place, String> chains = new EnumMap<>(Place.class);
    private @Nullable Knock port;
    private @Nullable IpAddress host;
    private int hostPort;
    private @Nullable String interfaceName;
    private ForwardRules.@Nullable Hairpin hairpin;

    private Builder(@Nullable Iptables iptables, List<Way> ways) {
      this.iptables = iptables;
      this.ways = ways;
    }

    /**
     * Sets the port of the router. Must be set.
     *
     * @param port protocol and port, written as a knock
     * @return this
     */
    public Builder forwarding(Knock port) {
      this.port = Objects.requireNonNull(port, "port");
      return this;
    }

    /**
     * Sets the inside host. Must be set.
     *
     * @param host its address
     * @param port its port, 1..65535
     * @return this
     * @throws IllegalArgumentException if the port is out of range
     */
    public Builder to(IpAddress host, int port) {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("port must be 1..65535: " + port);
      }
      this.host = Objects.requireNonNull(host, "host");
      this.hostPort = port;
      return this;
    }

    /**
     * Sets where visitors arrive. Must be set, unless {@link Place#WAN_PREROUTING} has a chain that
     * only they come into.
     *
     * @param interfaceName 1..15 characters of A-Z a-z 0-9 . _ @ -, the first a letter, a digit or
     *     an underscore; a {@code +} at the end stands for any more
     * @return this
     * @throws IllegalArgumentException if the name is not as above
     */
    public Builder arrivingOn(String interfaceName) {
      if (!INTERFACE.matcher(interfaceName).matches() || interfaceName.length() > 15) {
        throw new IllegalArgumentException(
            "interface name must have 1..15 characters of A-Z a-z 0-9 . _ @ -, then perhaps +: '"
                + Printable.cut(Printable.of(interfaceName), 64) + "'");
      }
      this.interfaceName = interfaceName;
      return this;
    }

    /**
     * Also serves hosts of the LAN that come to the router's outside address. Not if unset.
     *
     * @param lan their network
     * @param outside the router's address that visitors come to
     * @param inside the router's address in the LAN, which the inside host then sees them come from
     * @return this
     */
    public Builder hairpin(IpNetwork lan, IpAddress outside, IpAddress inside) {
      hairpin = new ForwardRules.Hairpin(
          Objects.requireNonNull(lan, "lan"),
          Objects.requireNonNull(outside, "outside"),
          Objects.requireNonNull(inside, "inside"));
      return this;
    }

    /**
     * Sets the chain of a place, as OpenWrt has its own for WAN and LAN. {@link Place} if unset. For
     * iptables only: nftables has chains of its own.
     *
     * @param place which of the rules
     * @param chain a chain that is there, 1..28 of A-Z a-z 0-9 . _ -
     * @return this
     * @throws IllegalArgumentException if the chain's name is not as above
     */
    public Builder inChain(Place place, String chain) {
      chains.put(place, Names.chain(chain));
      return this;
    }

    /**
     * Makes the action.
     *
     * @return the action
     * @throws IllegalStateException if port or inside host are not set; if neither an interface nor
     *     a chain of its own says what comes from outside; if addresses are of two families; or if
     *     a forward through nftables has a chain
     */
    public PortForward build() {
      if (port == null || host == null) {
        throw new IllegalStateException("forward must have a port and an inside host, has no "
            + (port == null ? "port" : "inside host"));
      }
      if (iptables == null && !chains.isEmpty()) {
        throw new IllegalStateException(
            "forward through nftables must have no chain set: " + chains.keySet());
      }
      if (interfaceName == null && !chains.containsKey(Place.WAN_PREROUTING)) {
        throw new IllegalStateException("forward must have an interface where visitors arrive, or a"
            + " chain of its own at WAN_PREROUTING: has neither");
      }
      if (hairpin != null
          && !(hairpin.lan().contains(hairpin.inside())
              && hairpin.outside().isIpv4() == host.isIpv4()
              && hairpin.inside().isIpv4() == host.isIpv4())) {
        throw new IllegalStateException("hairpin must have the router's inside address in its LAN,"
            + " and be of the family of the inside host: " + hairpin);
      }
      ForwardRules rules = new ForwardRules(port, host, hostPort, interfaceName, hairpin);
      return new PortForward(
          iptables == null
              ? new NftForward(ways, rules)
              : new IptablesForward(iptables, rules, chains),
          rules);
    }
  }
}
