// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.Protocol;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final int NEVER = 0;

  private final List<Lock> all;
  private final Map<Protocol, Set<Integer>> knockPorts = new EnumMap<>(Protocol.class);

  Sweeps(Locks locks) {
    all = locks.all();
    for (Protocol protocol : Protocol.values()) {
      knockPorts.put(protocol, new TreeSet<>());
      all.forEach(lock -> addPorts(protocol, lock.codes, knockPorts.get(protocol)));
    }
  }

  /** For each door that some number of sweeps opens, the least such number. */
  Map<Door, Integer> toOpen() {
    Map<Door, Integer> sweeps = new LinkedHashMap<>();
    for (Lock lock : all) {
      int count = search(lock);
      if (count != NEVER) {
        sweeps.put(lock.door, count);
      }
    }
    return sweeps;
  }

  private int search(Lock lock) {
    List<int[]> sweeps = new ArrayList<>();
    for (Protocol protocol : Protocol.values()) {
      int[] upward = heardUpward(lock, protocol);
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
              return count;
            }
          }
          next.add(after);
        }
      }
      next.removeAll(seen);
      seen.addAll(next);
      masks = next;
    }
    return NEVER;
  }

  /** What the door hears of an upward sweep; one stray stands for any number in a row. */
  private int[] heardUpward(Lock lock, Protocol protocol) {
    boolean strict = lock.hearsStrays(protocol);
    List<Integer> heard = new ArrayList<>();
    int swept = 0;
    for (int port : strict ? ownPorts(lock, protocol) : knockPorts.get(protocol)) {
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

  /** The ports at which a strict door does not hear a stray. */
  private static Set<Integer> ownPorts(Lock lock, Protocol protocol) {
    Set<Integer> ports = new TreeSet<>();
    addPorts(protocol, lock.codes, ports);
    addPorts(protocol, lock.ignored, ports);
    return ports;
  }

  private static void addPorts(Protocol protocol, int[] codes, Set<Integer> ports) {
    for (int code : codes) {
      if (Lock.isTcp(code) == (protocol == Protocol.TCP)) {
        ports.add(code & LAST_PORT);
      }
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
