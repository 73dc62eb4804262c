// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which packets a set of doors can hear, as far as that shows in their headers: by destination, TCP
 * flags and port. Whether an address is local, and whether a visitor is allowed, is left to the
 * engine.
 *
 * <p>A program for the kernel cannot be of any length, so there are coarser wishes, too: each
 * contains what the one before contains.
 */
final class Wanted {

  /** What is wanted of packets to one address. */
  static final class To {

    /** Null if the destination does not matter. */
    final @Nullable IpAddress target;

    /** By what the flags must be. */
    final Map<TcpFlags, PortSet> tcp = new LinkedHashMap<>();

    final PortSet udp = new PortSet();

    private To(@Nullable IpAddress target) {
      this.target = target;
    }

    private PortSet tcp(TcpFlags flags) {
      return tcp.computeIfAbsent(flags, none -> new PortSet());
    }

    private void addAll(To other) {
      other.tcp.forEach((flags, ports) -> tcp(flags).addAll(ports));
      udp.addAll(other.udp);
    }

    private To within(int mostRanges) {
      To wider = new To(target);
      tcp.forEach((flags, ports) -> wider.tcp(flags).addAll(ports.within(mostRanges)));
      wider.udp.addAll(udp.within(mostRanges));
      return wider;
    }
  }

  private final List<To> destinations;

  private Wanted(Collection<To> destinations) {
    this.destinations = List.copyOf(destinations);
  }

  List<To> destinations() {
    return destinations;
  }

  static Wanted by(Collection<Door> doors) {
    PortSet tcpKnocks = ports(doors.stream().flatMap(door -> door.knocks().stream()), Protocol.TCP);
    PortSet udpKnocks = ports(doors.stream().flatMap(door -> door.knocks().stream()), Protocol.UDP);
    Map<@Nullable IpAddress, To> destinations = new HashMap<>();
    for (Door door : doors) {
      To to = destinations.computeIfAbsent(door.target(), To::new);
      if (door.scope() == Scope.KNOCK_PORTS) {
        to.tcp(door.flags()).addAll(tcpKnocks);
        to.udp.addAll(udpKnocks);
      } else {
        addStrict(to, door);
      }
    }
    return new Wanted(destinations.values());
  }

  private static void addStrict(To to, Door door) {
    if (uses(door, Protocol.TCP)) {
      to.tcp(door.flags()).addAllExcept(ports(door.ignored().stream(), Protocol.TCP));
    }
    if (uses(door, Protocol.UDP)) {
      to.udp.addAllExcept(ports(door.ignored().stream(), Protocol.UDP));
    }
  }

  private static boolean uses(Door door, Protocol protocol) {
    return door.knocks().stream().anyMatch(knock -> knock.protocol() == protocol);
  }

  private static PortSet ports(Stream<Knock> knocks, Protocol protocol) {
    PortSet ports = new PortSet();
    knocks.filter(knock -> knock.protocol() == protocol).map(Knock::port).forEach(ports::add);
    return ports;
  }

  /** The same wishes, the exact ones first. The last is short, whatever the doors are. */
  List<Wanted> andCoarser() {
    return List.of(
        this,
        within(1024),
        within(256),
        within(16),
        anywhere().within(512),
        anywhere().within(64),
        anywhere().within(1),
        anyFlags().within(1));
  }

  private Wanted within(int mostRanges) {
    return new Wanted(destinations.stream().map(to -> to.within(mostRanges)).toList());
  }

  private Wanted anywhere() {
    To all = new To(null);
    destinations.forEach(all::addAll);
    return new Wanted(List.of(all));
  }

  private Wanted anyFlags() {
    To all = new To(null);
    for (To to : destinations) {
      to.tcp.values().forEach(all.tcp(TcpFlags.ANY)::addAll);
      all.udp.addAll(to.udp);
    }
    return new Wanted(List.of(all));
  }
}
