// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Opens a port of an OpenWrt router, or forwards it, for one visitor while a door is open: by a
 * section of its firewall configuration, written by {@code uci batch}, and a restart of the firewall.
 *
 * <pre>{@code
 * Uci.opening("knock", tcp(22))
 * Uci.forwarding("knock", tcp(2222), IpAddress.parse("192.168.1.10"), 22)
 * }</pre>
 *
 * <p>The section bears the name {@code PREFIX_VISITOR_PORT}, comes from zone {@code wan}, and is found
 * again by its type, that name and its protocol, whoever has made it. Changes that somebody else has
 * made to the firewall's configuration and not yet committed are committed with it.
 *
 * <p>It survives a reboot, and so does an open door: keep the leases on disk. The firewall is
 * restarted after each change, and whenever a door closes, in case that an earlier attempt broke off
 * before it. This takes a second or more and writes to flash memory: where doors open often, {@link
 * Iptables} and {@link PortForward} with OpenWrt's own chains serve better.
 *
 * <p>Needs root. Thread-safe, under the lock of {@link Iptables}. Each call executes one to five
 * programs; each is killed after 30 s.
 */
public final class Uci implements DoorAction {

  private static final int LONGEST_PREFIX = 32;

  private static final Pattern NOT_IN_NAME = Pattern.compile("[^A-Za-z0-9]");

  private final UciFirewall firewall;
  private final FirewallLock lock;
  private final String prefix;
  private final Knock port;
  private final String type;
  private final Map<String, String> target;

  /** Something was committed that the firewall has not taken up. */
  private volatile boolean isBehind;

  Uci(
      UciFirewall firewall,
      FirewallLock lock,
      String prefix,
      Knock port,
      String type,
      Map<String, String> target) {
    this.firewall = firewall;
    this.lock = lock;
    this.prefix = Names.checked("prefix", prefix, LONGEST_PREFIX);
    this.port = port;
    this.type = type;
    this.target = target;
  }

  /**
   * Opens a port of the router itself: a {@code rule} with target ACCEPT.
   *
   * @param prefix how the rule's name begins: 1..32 of A-Z a-z 0-9 . _ -, no dash or dot first
   * @param port protocol and port, written as a knock
   * @return the action
   * @throws IllegalArgumentException if the prefix is not as above
   */
  public static Uci opening(String prefix, Knock port) {
    return opening(UciFirewall.here(), FirewallLock.ofSystem(), prefix, port);
  }

  static Uci opening(UciFirewall firewall, FirewallLock lock, String prefix, Knock port) {
    return new Uci(firewall, lock, prefix, port, "rule", Map.of());
  }

  /**
   * Forwards a port of the router to a host of zone {@code lan}: a {@code redirect} with target DNAT.
   *
   * @param prefix how the redirect's name begins, as in {@link #opening}
   * @param port protocol and port of the router, written as a knock
   * @param host the inside host
   * @param hostPort its port, 1..65535
   * @return the action
   * @throws IllegalArgumentException if prefix or port are not as above
   */
  public static Uci forwarding(String prefix, Knock port, IpAddress host, int hostPort) {
    return forwarding(UciFirewall.here(), FirewallLock.ofSystem(), prefix, port, host, hostPort);
  }

  static Uci forwarding(
      UciFirewall firewall,
      FirewallLock lock,
      String prefix,
      Knock port,
      IpAddress host,
      int hostPort) {
    if (hostPort < 1 || hostPort > 65_535) {
      throw new IllegalArgumentException("port must be 1..65535: " + hostPort);
    }
    Map<String, String> target = new LinkedHashMap<>();
    target.put("dest_ip", host.toString());
    target.put("dest_port", "" + hostPort);
    return new Uci(firewall, lock, prefix, port, "redirect", target);
  }

  @Override
  public void open(Grant grant) throws IOException, InterruptedException {
    UciFirewall.Section wanted = section(grant);
    lock.holding(() -> {
      boolean there = firewall.sections().values().stream()
          .anyMatch(section -> section.type().equals(type) && section.has(wanted.options()));
      if (!there) {
        isBehind = true;
        firewall.write(name(wanted), wanted);
      }
      if (isBehind) {
        restart();
      }
      return true;
    });
  }

  /** Whoever knocks again may do so because somebody has deleted the section. */
  @Override
  public void renew(Grant grant) throws IOException, InterruptedException {
    open(grant);
  }

  @Override
  public void close(Grant grant) throws IOException, InterruptedException {
    Map<String, String> options = section(grant).options();
    Map<String, String> known = Map.of("name", options.get("name"), "proto", options.get("proto"));
    lock.holding(() -> {
      List<String> names = firewall.sections().entrySet().stream()
          .filter(
              entry -> entry.getValue().type().equals(type) && entry.getValue().has(known))
          .map(Map.Entry::getKey)
          .toList();
      if (!names.isEmpty()) {
        firewall.delete(names);
      }
      restart();
      return true;
    });
  }

  private void restart() throws IOException, InterruptedException {
    firewall.restart();
    isBehind = false;
  }

  private UciFirewall.Section section(Grant grant) {
    String visitor = grant.visitor().toString();
    Map<String, String> options = new LinkedHashMap<>();
    options.put("name", prefix + "_" + visitor + "_" + port.port());
    options.put("src", "wan");
    options.put("src_ip", visitor);
    options.put(target.isEmpty() ? "dest_port" : "src_dport", "" + port.port());
    options.putAll(target);
    options.put("proto", port.protocol().name().toLowerCase(Locale.ROOT));
    if (target.isEmpty()) {
      options.put("target", "ACCEPT");
    } else {
      options.put("target", "DNAT");
      options.put("dest", "lan");
    }
    return new UciFirewall.Section(type, options);
  }

  /**
   * A section without a name would have to be added first and then meant by {@code @rule[-1]}: if
   * adding fails, that is somebody else's. Names have letters, digits and underscores only, so what
   * is none is written as an underscore and its number; no two sections get the same name.
   */
  private String name(UciFirewall.Section section) {
    Map<String, String> options = section.options();
    String text = options.get("proto") + "_" + options.get("name");
    return type + "_"
        + NOT_IN_NAME
            .matcher(text)
            .replaceAll(c -> String.format("_%02x", (int) c.group().charAt(0)));
  }

  @Override
  public String toString() {
    return "Uci[" + type + " " + prefix + "_%IP%_" + port.port() + "]";
  }
}
