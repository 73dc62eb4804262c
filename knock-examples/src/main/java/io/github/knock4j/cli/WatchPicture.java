// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.Grant;
import io.github.knock4j.engine.EngineCounters;
import io.github.knock4j.runtime.DoorkeeperStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Draws a scene as lines of text. Pure: no clock, no terminal. No line is longer than the width, and
 * there are no more lines than the height; none holds a port, or a character that a terminal obeys.
 */
final class WatchPicture {

  private static final int LEAST_WIDTH = 40;
  private static final int LONGEST_DOOR = 16;
  private static final int SHORTEST_ADDRESS = 15;
  private static final int TIME = 9;

  /** Room for what happened, which is kept free even if an IPv6 address has to be cut for it. */
  private static final int LEAST_TEXT = 28;

  private final int width;
  private final int height;
  private final List<String> lines = new ArrayList<>();
  private int address;
  private int door;

  private WatchPicture(int width, int height) {
    this.width = Math.max(width, LEAST_WIDTH);
    this.height = height;
  }

  /** The lines from top to bottom. */
  static List<String> of(WatchScene scene, int width, int height) {
    WatchPicture picture = new WatchPicture(width, height);
    picture.draw(scene);
    return List.copyOf(picture.lines.subList(0, Math.min(height, picture.lines.size())));
  }

  private void draw(WatchScene scene) {
    setColumns(scene);
    head(scene);
    grants(scene);
    visitors(scene);
  }

  /** As wide as what is in them. */
  private void setColumns(WatchScene scene) {
    List<Grant> grants = scene.status().grants();
    List<Sighting> sightings = scene.sightings();
    door = longest(
        "DOOR",
        grants.stream().map(grant -> grant.door().name()),
        sightings.stream().map(Sighting::door));
    door = Math.min(door, LONGEST_DOOR);
    address = longest(
        "OPEN TO",
        grants.stream().map(grant -> grant.visitor().toString()),
        sightings.stream().map(sighting -> sighting.visitor().toString()));
    int room = width - door - TIME - LEAST_TEXT - 3;
    address = Math.max(SHORTEST_ADDRESS, Math.min(address, room));
  }

  private static int longest(String head, Stream<String> some, Stream<String> others) {
    return Stream.concat(some, others).mapToInt(String::length).reduce(head.length(), Math::max);
  }

  private void head(WatchScene scene) {
    add("watching " + scene.where() + ", " + scene.doors()
        + (scene.doors() == 1 ? " door" : " doors") + ", for " + Spans.clock(scene.running()));
    counters(scene.status());
    if (!scene.status().running()) {
      add("stopped");
    }
    if (!scene.status().deaf().isEmpty()) {
      add("NOTHING IS HEARD ON " + String.join(", ", scene.status().deaf()));
    }
    if (scene.trouble() != null) {
      add("configuration: " + scene.trouble());
    }
    scene.followed().forEach(followed -> add(followed.told()));
  }

  private void counters(DoorkeeperStatus status) {
    EngineCounters engine = status.engine();
    add(String.format(
        Locale.ROOT,
        "packets %,d, noise %,d, lost %,d | attempts %,d: opened %,d, wrong %,d, slow %,d, dropped"
            + " %,d",
        engine.packets(),
        engine.noise(),
        status.packetsLost() + status.packetsDropped(),
        engine.started(),
        engine.opened(),
        engine.reset(),
        engine.timedOut(),
        engine.evicted()));
  }

  private void grants(WatchScene scene) {
    List<Grant> grants = scene.status().grants().stream()
        .sorted(Comparator.comparingLong((Grant grant) -> grant.deadlineNs() - scene.nowNs())
            .reversed())
        .toList();
    int room = Math.max(1, (height - lines.size() - 4) / 3);
    add("");
    row("OPEN TO", "DOOR", "TIME LEFT", "");
    for (Grant grant : grants.subList(0, Math.min(room, grants.size()))) {
      row(
          grant.visitor().toString(),
          grant.door().name(),
          Spans.clockOfNs(grant.deadlineNs() - scene.nowNs()),
          "");
    }
    more(grants.size() - room);
  }

  private void visitors(WatchScene scene) {
    List<Sighting> all = scene.sightings();
    add("");
    row("VISITOR", "DOOR", "AGO", "WHAT HAPPENED");
    // The last line says how many more there are, if there are more.
    int room = Math.max(0, height - lines.size() - (all.size() > height - lines.size() ? 1 : 0));
    for (Sighting sighting : all.subList(0, Math.min(room, all.size()))) {
      row(
          sighting.visitor().toString(),
          sighting.door(),
          Spans.agoNs(scene.nowNs() - sighting.nowNs()),
          sighting.told());
    }
    more(all.size() - room);
  }

  private void more(int count) {
    if (count > 0) {
      add("... and " + count + " more");
    }
  }

  private void row(String visitor, String name, String time, String what) {
    add(Screenable.padded(visitor, address) + " " + Screenable.padded(name, door) + " "
        + Screenable.padded(time, TIME) + " " + what);
  }

  private void add(String line) {
    lines.add(Screenable.cut(Screenable.of(line), width).stripTrailing());
  }
}
