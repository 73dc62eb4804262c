// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * All doors of an engine, found by the port that a packet goes to: what a packet costs depends on the
 * doors that use its port, not on how many doors there are. Immutable; replaced as a whole.
 */
final class Locks {

  /** Eleven bits of an attempt name its door, and 0 marks an empty place. */
  static final int MOST_DOORS = 2047;

  /** More attempts than these at once are no visitor's, and every packet looks at all their places. */
  private static final int MOST_WAYS = 32;

  private final @Nullable Lock[] byIndex;
  private final PortIndex ports;
  private final List<Lock> all;
  private final Lock[] strictTcp;
  private final boolean strictUdp;

  private Locks(List<Lock> all) {
    this.all = all;
    byIndex = new @Nullable Lock[all.stream().mapToInt(lock -> lock.index).max().orElse(0) + 1];
    Map<Integer, List<Lock>> users = new HashMap<>();
    for (Lock lock : all) {
      byIndex[lock.index] = lock;
      Arrays.stream(lock.codes)
          .distinct()
          .forEach(code -> users.computeIfAbsent(code, c -> new ArrayList<>()).add(lock));
    }
    ports = new PortIndex(users);
    strictTcp =
        distinctFlags(all.stream().filter(l -> l.hearsStrays(Protocol.TCP)).toList());
    strictUdp = all.stream().anyMatch(lock -> lock.hearsStrays(Protocol.UDP));
  }

  /**
   * Reads doors for an engine. A door that is also in the old set keeps its number, and with it the
   * attempts that are under way.
   *
   * @throws IllegalArgumentException if there are too many doors, or two of one name
   */
  static Locks of(Collection<Door> doors, @Nullable Locks old) {
    if (doors.size() > MOST_DOORS) {
      throw new IllegalArgumentException(
          "an engine guards at most " + MOST_DOORS + " doors: " + doors.size());
    }
    Map<Door, Integer> kept = new HashMap<>();
    if (old != null) {
      old.all.forEach(lock -> kept.put(lock.door, lock.index));
    }
    Set<Integer> taken = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (Door door : doors) {
      if (!names.add(door.name())) {
        throw new IllegalArgumentException("two doors are named '" + door.name() + "'");
      }
      if (kept.containsKey(door)) {
        taken.add(kept.get(door));
      }
    }
    List<Lock> locks = new ArrayList<>();
    int free = 1;
    for (Door door : doors) {
      Integer index = kept.get(door);
      while (index == null) {
        index = taken.add(free) ? free : null;
        free++;
      }
      locks.add(new Lock(index, door));
    }
    return new Locks(locks);
  }

  List<Lock> all() {
    return all;
  }

  /** The door of this number, or null if it is not among these. */
  @Nullable
  Lock at(int index) {
    return index < byIndex.length ? byIndex[index] : null;
  }

  /** The door of this name. */
  Lock named(String name) {
    return all.stream()
        .filter(lock -> lock.door.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no door is named '" + name + "'"));
  }

  /** A time of each door, by its number. */
  long[] timesNs(ToLongFunction<Lock> time) {
    long[] times = new long[byIndex.length];
    all.forEach(lock -> times[lock.index] = time.applyAsLong(lock));
    return times;
  }

  @Nullable
  PortUse use(int code) {
    return ports.get(code);
  }

  /** Whether some strict door hears packets of this kind on ports that are not its own. */
  boolean hearStray(int flags, int code) {
    return Lock.isTcp(code) ? acceptedByOne(strictTcp, flags, code) : strictUdp;
  }

  /**
   * How many attempts of one visitor are to have room at once. Doors that hear the same packets are
   * all past the same last one, so only those that want it can be under way; and each set of such
   * doors goes its own way.
   */
  int mostAtOnce() {
    Map<List<Object>, Map<Integer, Integer>> usersByHearing = new HashMap<>();
    for (Lock lock : all) {
      Map<Integer, Integer> users =
          usersByHearing.computeIfAbsent(lock.hearing(), hearing -> new HashMap<>());
      Arrays.stream(lock.codes).distinct().forEach(code -> users.merge(code, 1, Integer::sum));
    }
    int sum = 0;
    for (Map<Integer, Integer> users : usersByHearing.values()) {
      sum += Collections.max(users.values());
    }
    return Math.max(ports.mostOnOnePort(), Math.min(sum, MOST_WAYS));
  }

  /** One lock for each different flag predicate among these. */
  static Lock[] distinctFlags(List<Lock> locks) {
    Map<Object, Lock> byFlags = new HashMap<>();
    locks.forEach(lock -> byFlags.putIfAbsent(lock.door.flags(), lock));
    return byFlags.values().toArray(Lock[]::new);
  }

  static boolean acceptedByOne(Lock[] locks, int flags, int code) {
    for (Lock lock : locks) {
      if (lock.passesFlags(flags, code)) {
        return true;
      }
    }
    return false;
  }
}
