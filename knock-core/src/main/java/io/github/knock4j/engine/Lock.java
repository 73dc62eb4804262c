// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.Scope;
import io.github.knock4j.packet.PacketView;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A door as the engine reads it: the same facts in primitive form, and its place in the tables. */
final class Lock {

  private static final int UDP_BIT = 1 << 16;

  /** The door's number in the tables, 1..2047. */
  final int index;

  final Door door;

  /** The knocks in order, as {@link #code}. */
  final int[] codes;

  final long windowNs;
  final long cooldownNs;

  /** Whether one knock stands in the sequence twice, so that attempts can overlap. */
  final boolean repeats;

  private final boolean strict;
  private final boolean usesTcp;
  private final boolean usesUdp;
  /** Ports that this door does not hear although they are in its scope, sorted. */
  final int[] ignored;

  private final boolean hearsEveryone;
  private final int flagsSet;
  private final int flagsClear;
  private final boolean targeted;
  private final long targetHigh;
  private final long targetLow;

  Lock(int index, Door door) {
    this.index = index;
    this.door = door;
    List<Knock> knocks = door.knocks();
    codes = knocks.stream().mapToInt(Lock::code).toArray();
    ignored = door.ignored().stream().mapToInt(Lock::code).sorted().toArray();
    windowNs = door.window().toNanos();
    cooldownNs = door.cooldown().toNanos();
    repeats = new HashSet<>(knocks).size() < knocks.size();
    strict = door.scope() == Scope.EVERY_PORT;
    usesTcp = knocks.stream().anyMatch(knock -> knock.protocol() == Protocol.TCP);
    usesUdp = knocks.stream().anyMatch(knock -> knock.protocol() == Protocol.UDP);
    hearsEveryone = door.allowed().isEmpty();
    flagsSet = door.flags().set();
    flagsClear = door.flags().clear();
    IpAddress target = door.target();
    targeted = target != null;
    targetHigh = target == null ? 0 : target.high();
    targetLow = target == null ? 0 : target.low();
  }

  /** A protocol and a port in 17 bits. */
  static int code(Protocol protocol, int port) {
    return protocol == Protocol.UDP ? port | UDP_BIT : port;
  }

  static int code(Knock knock) {
    return code(knock.protocol(), knock.port());
  }

  static boolean isTcp(int code) {
    return (code & UDP_BIT) == 0;
  }

  /** The bits of the sequence's positions that want this knock. */
  int steps(int code) {
    int bits = 0;
    for (int i = 0; i < codes.length; i++) {
      if (codes[i] == code) {
        bits |= 1 << i;
      }
    }
    return bits;
  }

  /** Equal for doors that hear the same packets. */
  List<Object> hearing() {
    boolean tcp = strict && usesTcp;
    boolean udp = strict && usesUdp;
    Object to = targeted ? List.of(targetHigh, targetLow) : "any";
    return List.of(strict, tcp, udp, door.flags(), Set.copyOf(door.ignored()), door.allowed(), to);
  }

  /** Whether a packet to any port of this protocol disturbs an attempt, unless it is ignored. */
  boolean hearsStrays(Protocol protocol) {
    return strict && (protocol == Protocol.TCP ? usesTcp : usesUdp);
  }

  /**
   * Whether this door hears the packet: all rules but the one on retransmissions, which needs an
   * attempt to compare with.
   *
   * @param inKnockScope whether some door uses the port, in a packet that passes its flags
   */
  boolean hears(PacketView packet, int code, boolean inKnockScope) {
    return isInScope(code, inKnockScope) && passes(packet, code);
  }

  /** Whether the packet's port is one that this door listens to. */
  boolean isInScope(int code, boolean inKnockScope) {
    return strict
        ? (isTcp(code) ? usesTcp : usesUdp) && Arrays.binarySearch(ignored, code) < 0
        : inKnockScope;
  }

  /** Whether flags, destination and visitor are as the door wants them. */
  boolean passes(PacketView packet, int code) {
    return passesFlags(packet.tcpFlags(), code) && passesTarget(packet) && passesVisitor(packet);
  }

  boolean passesFlags(int flags, int code) {
    return !isTcp(code) || (flags & flagsSet) == flagsSet && (flags & flagsClear) == 0;
  }

  boolean passesTarget(PacketView packet) {
    return targeted
        ? packet.destinationLow() == targetLow && packet.destinationHigh() == targetHigh
        : packet.isLocal();
  }

  boolean passesVisitor(PacketView packet) {
    return hearsEveryone || door.allows(packet.sourceHigh(), packet.sourceLow());
  }
}
