// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.TcpFlags;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a door can never be opened by what sockets hear. */
final class Deafness {

  private Deafness() {}

  /**
   * Looks at one door.
   *
   * @return the reason, or null if the door can be opened
   */
  static @Nullable String of(Door door, List<Place> places) {
    if (uses(door, Protocol.TCP) && !door.flags().accepts(TcpFlags.Flag.SYN.bit())) {
      return "sockets see SYN alone, and the door wants other TCP flags";
    }
    IpAddress target = door.target();
    if (target == null || listensOn(target, places)) {
      return null;
    }
    if (places.stream().noneMatch(Place::isWildcard)) {
      return "its target is not among the addresses listened on";
    }
    return uses(door, Protocol.UDP)
        ? "on all addresses nobody knows which one a datagram came to: listen on the door's target"
        : null;
  }

  private static boolean uses(Door door, Protocol protocol) {
    return door.knocks().stream().map(Knock::protocol).anyMatch(protocol::equals);
  }

  private static boolean listensOn(IpAddress target, List<Place> places) {
    return places.stream().map(place -> IpAddress.of(place.address())).anyMatch(target::equals);
  }
}
