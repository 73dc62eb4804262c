// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.Grant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what has changed from one scene to the next, a line each: for where there is no terminal. Pure:
 * no clock. A flood of strangers makes a bounded number of lines. Not thread-safe.
 */
final class WatchLines {

  /** Whose door, as long as it is open: a renewal is no news here. */
  private record Open(String visitor, String door) {}

  private final int mostVisitors;
  private Set<Open> open = new HashSet<>();
  private List<String> deaf = List.of();
  private List<Followed> followed = List.of();
  private @Nullable String trouble;
  private long change;

  /** Tells of so many visitors at once, at most. */
  WatchLines(int mostVisitors) {
    this.mostVisitors = mostVisitors;
  }

  /** What is new, in the order in which it happened as far as that is known. */
  List<String> next(WatchScene scene) {
    List<String> lines = new ArrayList<>();
    tellTrouble(scene, lines);
    tellVisitors(scene, lines);
    tellGrants(scene, lines);
    tellFollowed(scene.followed(), lines);
    return lines.stream().map(Screenable::of).toList();
  }

  private void tellTrouble(WatchScene scene, List<String> lines) {
    List<String> now = scene.status().deaf();
    now.stream()
        .filter(name -> !deaf.contains(name))
        .forEach(name -> lines.add("nothing is heard on " + name));
    deaf.stream()
        .filter(name -> !now.contains(name))
        .forEach(name -> lines.add("heard again on " + name));
    deaf = now;
    if (!Objects.equals(trouble, scene.trouble())) {
      trouble = scene.trouble();
      lines.add("configuration: " + (trouble == null ? "read again" : trouble));
    }
  }

  /** Those who came far first, if there are too many. Of who is followed, more is told below. */
  private void tellVisitors(WatchScene scene, List<String> lines) {
    List<Sighting> news = scene.sightings().stream()
        .filter(sighting -> sighting.change() > change)
        .filter(sighting -> scene.followed().stream().noneMatch(one -> one.isAbout(sighting)))
        .toList();
    news.stream()
        .limit(mostVisitors)
        .sorted(Comparator.comparingLong(Sighting::change))
        .forEach(sighting ->
            lines.add(sighting.visitor() + " at " + sighting.door() + ": " + sighting.told()));
    if (news.size() > mostVisitors) {
      lines.add("... and " + (news.size() - mostVisitors) + " more visitors");
    }
    change = news.stream().mapToLong(Sighting::change).reduce(change, Math::max);
  }

  private void tellGrants(WatchScene scene, List<String> lines) {
    Set<Open> now = new LinkedHashSet<>();
    for (Grant grant : scene.status().grants()) {
      Open here = new Open(grant.visitor().toString(), grant.door().name());
      if (now.add(here) && !open.contains(here)) {
        lines.add(here.visitor() + " at " + here.door() + ": open for "
            + Spans.clockOfNs(grant.deadlineNs() - scene.nowNs()));
      }
    }
    open.stream()
        .filter(before -> !now.contains(before))
        .forEach(before -> lines.add(before.visitor() + " at " + before.door() + ": closed"));
    open = now;
  }

  private void tellFollowed(List<Followed> now, List<String> lines) {
    now.stream().filter(one -> !followed.contains(one)).forEach(one -> lines.add(one.told()));
    followed = now;
  }
}
