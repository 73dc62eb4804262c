// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static java.util.stream.Collectors.toSet;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Scope;
import io.github.knock4j.engine.BoundedTable.Pair;
import io.github.knock4j.engine.Recorder.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A slow twin that also forgets what the engine has no room for, and tells and counts all that the
 * engine does. What matches is read again from what was heard, as in {@link SlowTwin}.
 */
final class BoundedTwin {

  final List<Event> events = new ArrayList<>();

  private final BoundedTable plain;
  private final BoundedTable repeating;
  private final BoundedTable openings;
  private List<Door> doors = List.of();
  private Hearing hearing = new Hearing(doors);
  private int knocksRemembered;
  private BoundedTable nextToSweep;

  private long packets;
  private long noise;
  private long retransmitted;
  private long started;
  private long advanced;
  private long opened;
  private long cooled;
  private long timedOut;
  private long reset;
  private long evicted;
  private long withdrawn;

  BoundedTwin(List<Door> doors, EngineLimits limits, long seed) {
    plain = new BoundedTable(limits, seed, door -> door.window().toNanos(), this::displaced);
    repeating = new BoundedTable(limits, seed, door -> door.window().toNanos(), this::displaced);
    openings = new BoundedTable(
        limits.withAttempts(Math.min(limits.attempts(), 1 << 16)),
        seed,
        door -> door.cooldown().toNanos(),
        (pair, nowNs) -> {});
    nextToSweep = plain;
    replaceDoors(doors, 0);
  }

  void hear(Packet packet, long nowNs) {
    long before = changes();
    show(packet, nowNs, plain, doors.stream().filter(door -> !repeats(door)).toList());
    show(packet, nowNs, repeating, doors.stream().filter(BoundedTwin::repeats).toList());
    packets++;
    if (changes() == before) {
      noise++;
    }
  }

  int advance(long nowNs, int limit) {
    BoundedTable first = nextToSweep;
    nextToSweep = first == plain ? repeating : plain;
    int places = Math.min(limit, first.placesToSweep());
    int more = Math.min(limit - places, nextToSweep.placesToSweep());
    return sweep(first, nowNs, places) + sweep(nextToSweep, nowNs, more);
  }

  void replaceDoors(List<Door> next, long nowNs) {
    for (BoundedTable table : List.of(plain, repeating, openings)) {
      for (Pair pair : table.all()) {
        if (!next.contains(pair.door)) {
          table.free(pair);
          withdrawn += table != openings && pair.stage > 0 ? 1 : 0;
        }
      }
    }
    doors = next;
    hearing = new Hearing(next);
    int withCooldown =
        (int) next.stream().filter(door -> !door.cooldown().isZero()).count();
    if (!openings.isWideEnoughFor(withCooldown)) {
      reshape(openings, withCooldown, nowNs);
    }
    int doorsAtOnce = mostAtOnce();
    if (!plain.isWideEnoughFor(doorsAtOnce)) {
      reshape(plain, doorsAtOnce, nowNs);
    }
    int knocks = mostKnocksOfRepeating();
    if (!repeating.isWideEnoughFor(doorsAtOnce) || knocks > knocksRemembered) {
      reshape(repeating, doorsAtOnce, nowNs);
      knocksRemembered = knocks;
    }
  }

  EngineCounters counters() {
    return new EngineCounters(
        packets,
        noise,
        retransmitted,
        started,
        advanced,
        opened,
        cooled,
        timedOut,
        reset,
        evicted,
        withdrawn,
        plain.live() + repeating.live());
  }

  private void show(Packet packet, long nowNs, BoundedTable table, List<Door> ofKind) {
    List<Door> beginnings = ofKind.stream()
        .filter(door -> packet.is(door.knocks().get(0)))
        .filter(door -> hearing.hears(door, packet) && !table.has(packet.source(), door))
        .toList();
    for (Pair pair : table.of(packet.source())) {
      Attempt attempt = (Attempt) pair;
      if (hearing.hears(attempt.door, packet)) {
        if (attempt.isRetransmission(packet)) {
          retransmitted++;
        } else {
          hear(attempt, table, packet, nowNs);
        }
      }
    }
    for (Door door : beginnings) {
      Attempt attempt = new Attempt(packet.source(), door, nowNs);
      table.insert(attempt, nowNs);
      hear(attempt, table, packet, nowNs);
    }
  }

  private void hear(Attempt attempt, BoundedTable table, Packet packet, long nowNs) {
    int knocks = attempt.door.knocks().size();
    int before = attempt.longest(knocks - 1, nowNs);
    if (before < attempt.stage) {
      timedOut(attempt, nowNs);
      started += before > 0 ? 1 : 0;
      attempt.stage = before;
    }
    attempt.hear(packet, nowNs);
    int after = attempt.longest(knocks, nowNs);
    if (after <= before && before > 0) {
      reset++;
      tell("reset", attempt, before, nowNs);
    }
    if (after == 1 || after > 0 && after <= before) {
      started++;
    }
    attempt.stage = after;
    if (after == knocks) {
      complete(attempt, nowNs);
    } else if (after > 0) {
      advanced++;
      tell("advanced", attempt, after, nowNs);
    }
    settle(attempt, table, nowNs);
  }

  private void complete(Attempt attempt, long nowNs) {
    if (attempt.door.knocks().size() == 1) {
      attempt.sinceNs = nowNs;
    }
    if (admits(attempt, nowNs)) {
      opened++;
      tell("opened", attempt, 0, nowNs);
      attempt.spend();
    } else {
      cooled++;
    }
    attempt.stage = attempt.longest(attempt.door.knocks().size() - 1, nowNs);
    started += attempt.stage > 0 ? 1 : 0;
  }

  private boolean admits(Attempt attempt, long nowNs) {
    if (attempt.door.cooldown().isZero()) {
      return true;
    }
    for (Pair opening : openings.of(attempt.visitor)) {
      if (opening.door.equals(attempt.door)) {
        boolean over = openings.isOver(opening, nowNs);
        opening.sinceNs = over ? nowNs : opening.sinceNs;
        return over;
      }
    }
    Pair opening = new Pair(attempt.visitor, attempt.door, nowNs);
    opening.stage = 1;
    openings.insert(opening, nowNs);
    return true;
  }

  private void settle(Attempt attempt, BoundedTable table, long nowNs) {
    if (attempt.stage > 0) {
      attempt.sinceNs = attempt.youngestNs(nowNs);
    } else if (!attempt.mayBeSentAgain()) {
      table.free(attempt);
    }
  }

  private int sweep(BoundedTable table, long nowNs, int places) {
    int ended = 0;
    for (int i = 0; i < places; i++) {
      Pair pair = table.next();
      if (pair != null && pair.stage > 0 && table.isOver(pair, nowNs)) {
        timedOut(pair, nowNs);
        pair.stage = 0;
        settle((Attempt) pair, table, nowNs);
        ended++;
      }
    }
    return ended;
  }

  private void displaced(Pair pair, long nowNs) {
    if (pair.stage > 0 && plain.isOver(pair, nowNs)) {
      timedOut(pair, nowNs);
    } else if (pair.stage > 0) {
      evicted++;
      tell("evicted", pair, pair.stage, nowNs);
    }
  }

  private void timedOut(Pair pair, long nowNs) {
    timedOut++;
    tell("timed out", pair, pair.stage, nowNs);
  }

  private void tell(String what, Pair pair, int stage, long nowNs) {
    events.add(new Event(what, pair.door.name(), pair.visitor, stage, nowNs));
  }

  private long changes() {
    return started + advanced + opened + cooled + timedOut + reset + evicted;
  }

  private static void reshape(BoundedTable table, int doorsAtOnce, long nowNs) {
    List<Pair> pairs = table.all();
    table.shape(doorsAtOnce);
    pairs.forEach(pair -> table.insert(pair, nowNs));
  }

  private int mostAtOnce() {
    Map<Object, List<Door>> byHearing =
        doors.stream().collect(Collectors.groupingBy(BoundedTwin::hearing));
    int sum = byHearing.values().stream().mapToInt(BoundedTwin::mostOnOnePort).sum();
    return Math.max(mostOnOnePort(doors), Math.min(sum, 32));
  }

  private static int mostOnOnePort(List<Door> doors) {
    return (int) doors.stream()
        .flatMap(door -> door.knocks().stream())
        .mapToLong(knock ->
            doors.stream().filter(door -> door.knocks().contains(knock)).count())
        .max()
        .orElse(0);
  }

  /** Equal for doors that hear the same packets. */
  private static Object hearing(Door door) {
    boolean strict = door.scope() == Scope.EVERY_PORT;
    return List.of(
        strict,
        strict ? door.knocks().stream().map(Knock::protocol).collect(toSet()) : "all",
        door.flags(),
        new HashSet<>(door.ignored()),
        door.allowed(),
        Optional.ofNullable(door.target()));
  }

  private int mostKnocksOfRepeating() {
    return doors.stream()
        .filter(BoundedTwin::repeats)
        .mapToInt(door -> door.knocks().size())
        .max()
        .orElse(0);
  }

  private static boolean repeats(Door door) {
    return new HashSet<>(door.knocks()).size() < door.knocks().size();
  }
}
