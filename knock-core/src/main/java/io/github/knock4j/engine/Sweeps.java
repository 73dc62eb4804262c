// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Protocol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds how few plain port sweeps open a door. A sweep sends one packet to each port of one protocol,
 * upward or downward; the window is taken to be long enough. All that a sweep can do to an attempt is
 * to move its mask of matching beginnings, so a breadth-first search over masks gives the answer.
 */
final class Sweeps {

  /** What a strict door hears of the ports between two of its own: a packet that is no knock. */
  private static final int STRAY = -1;

  private static final int LAST_PORT = 65_535;

  private final Lock lock;

  private final Locks locks;

  private Sweeps(Lock lock, Locks locks) {
    this.lock = lock;
    this.locks = locks;
  }

  static OptionalInt toOpen(Lock lock, Locks locks) {
    return new Sweeps(lock, locks).search();
  }

  private OptionalInt search() {
    List<int[]> sweeps = new ArrayList<>();
    for (Protocol protocol : Protocol.values()) {
      int[] upward = heardUpward(protocol);
      sweeps.add(upward);
      sweeps.add(reversed(upward));
    }
    Set<Integer> seen = new HashSet<>(Set.of(0));
    Set<Integer> masks = seen;
    for (int count = 1; !masks.isEmpty(); count++) {
      Set<Integer> next = new HashSet<>();
      for (int mask : masks) {
        for (int[] sweep : sweeps) {
          int after = mask;
          for (int code : sweep) {
            after = (after << 1 | 1) & lock.steps(code);
            if ((after & 1 << lock.codes.length - 1) != 0) {
              return OptionalInt.of(count);
            }
          }
          next.add(after);
        }
      }
      next.removeAll(seen);
      seen.addAll(next);
      masks = next;
    }
    return OptionalInt.empty();
  }

  /** What the door hears of an upward sweep; one stray stands for any number in a row. */
  private int[] heardUpward(Protocol protocol) {
    boolean strict = lock.hearsStrays(protocol);
    List<Integer> heard = new ArrayList<>();
    int swept = 0;
    for (int port : new TreeSet<>(portsOfInterest(protocol))) {
      if (strict && port - swept > 1) {
        heard.add(STRAY);
      }
      int code = Lock.code(protocol, port);
      if (lock.isInScope(code, true)) {
        heard.add(code);
      }
      swept = port;
    }
    if (strict && swept < LAST_PORT) {
      heard.add(STRAY);
    }
    return heard.stream().mapToInt(code -> code).toArray();
  }

  private List<Integer> portsOfInterest(Protocol protocol) {
    List<Integer> ports = new ArrayList<>();
    for (Lock other : locks.all()) {
      for (int code : other.codes) {
        addIfOf(protocol, code, ports);
      }
    }
    for (int code : lock.ignored) {
      addIfOf(protocol, code, ports);
    }
    return ports;
  }

  private static void addIfOf(Protocol protocol, int code, List<Integer> ports) {
    if (Lock.isTcp(code) == (protocol == Protocol.TCP)) {
      ports.add(code & LAST_PORT);
    }
  }

  private static int[] reversed(int[] upward) {
    int[] downward = new int[upward.length];
    for (int i = 0; i < upward.length; i++) {
      downward[i] = upward[upward.length - 1 - i];
    }
    return downward;
  }
}
