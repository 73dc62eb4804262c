// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Knock;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a port of a router to a host behind it, for one visitor while a door is open, by rules of
 * iptables(8).
 *
 * <pre>{@code
 * PortForward.through(Iptables.system())
 *     .forwarding(tcp(2222))
 *     .to(IpAddress.parse("192.168.1.10"), 22)
 *     .arrivingOn("eth0.2")
 *     .hairpin(IpNetwork.parse("192.168.1.0/24"), wanAddress, IpAddress.parse("192.168.1.1"))
 *     .build()
 * }</pre>
 *
 * <p>Two rules serve the visitor: a DNAT to the host, and an ACCEPT of what is forwarded to it. Three
 * more, the hairpin, let hosts of the LAN reach the same port at the router's outside address while
 * the door is open: DNAT, SNAT so that answers come back through the router, and ACCEPT. Each rule
 * stands at the head of its chain and bears a comment with door, visitor and port. Those of a table
 * come and go together; opening puts back what is missing, closing deletes what is left.
 *
 * <p>The router must forward packets, and accept those of established connections, which then
 * outlive the grant. Opens to visitors of the inside host's family only: to others it fails. Immutable
 * and thread-safe, with bounds and lock of {@link Iptables}; each call executes four programs at most.
 */
public final class PortForward implements DoorAction {

  /** Where the rules stand, and in which chains unless others are set. */
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
  }

  private static final List<String> TABLES = List.of("nat", "filter");

  private final Iptables iptables;
  private final ForwardRules rules;
  private final Map<Place, String> chains;

  private PortForward(Iptables iptables, ForwardRules rules, Map<Place, String> chains) {
    this.iptables = iptables;
    this.rules = rules;
    this.chains = new EnumMap<>(chains);
  }

  /**
   * Begins a forward.
   *
   * @param iptables what executes it
   * @return a builder without ports
   */
  public static Builder through(Iptables iptables) {
    return new Builder(iptables);
  }

  @Override
  public void open(Grant grant) throws IOException, InterruptedException {
    IpAddress visitor = grant.visitor();
    if (visitor.isIpv4() != rules.host().isIpv4()) {
      throw new IOException("visitor must be of the family of the inside host: " + visitor);
    }
    Xtables tables = iptables.xtables().of(visitor);
    Map<Place, List<String>> wanted = rules.of(visitor, comment(grant));
    iptables.lock().holding(() -> {
      try {
        replace(tables, comment(grant), wanted);
      } catch (CommandFailedException e) {
        // The tables change one after the other: what the first has taken must not stay alone.
        try {
          replace(tables, comment(grant), Map.of());
        } catch (IOException again) {
          e.addSuppressed(again);
        }
        throw e;
      }
      return true;
    });
  }

  /** Whoever knocks again may do so because somebody has restarted the firewall. */
  @Override
  public void renew(Grant grant) throws IOException, InterruptedException {
    open(grant);
  }

  @Override
  public void close(Grant grant) throws IOException, InterruptedException {
    if (iptables.xtables().serves(grant.visitor())) {
      Xtables tables = iptables.xtables().of(grant.visitor());
      iptables.lock().holding(() -> {
        replace(tables, comment(grant), Map.of());
        return true;
      });
    }
  }

  /** Puts the wanted rules in the place of all that bear the comment: no packet sees neither. */
  private void replace(Xtables tables, String comment, Map<Place, List<String>> wanted)
      throws IOException, InterruptedException {
    for (String table : TABLES) {
      RestoreText text = RestoreText.of(table);
      List<String> old = tables.list(table).rules().stream()
          .filter(rule -> Listing.hasComment(comment, rule))
          .toList();
      wanted.forEach((place, rule) -> {
        if (place.table.equals(table)) {
          text.insert(chains.getOrDefault(place, place.chain), 1, rule);
        }
      });
      old.forEach(text::delete);
      if (!text.isEmpty()) {
        tables.restore(text);
      }
    }
  }

  private String comment(Grant grant) {
    return Grants.comment(grant) + " " + rules.label();
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

    private final Iptables iptables;
    private final Map<Place, String> chains = new EnumMap<>(Place.class);
    private @Nullable Knock port;
    private @Nullable IpAddress host;
    private int hostPort;
    private @Nullable String interfaceName;
    private ForwardRules.@Nullable Hairpin hairpin;

    private Builder(Iptables iptables) {
      this.iptables = Objects.requireNonNull(iptables, "iptables");
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
     * Sets the chain of a place, as OpenWrt has its own for WAN and LAN. {@link Place} if unset.
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
     *     a chain of its own says what comes from outside; or if addresses are of two families
     */
    public PortForward build() {
      if (port == null || host == null) {
        throw new IllegalStateException("forward must have a port and an inside host, has no "
            + (port == null ? "port" : "inside host"));
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
      return new PortForward(iptables, rules, chains);
    }
  }
}
