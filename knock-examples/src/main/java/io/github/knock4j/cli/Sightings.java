// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.AttemptView;
import io.github.knock4j.engine.Explanation;
import io.github.knock4j.engine.Explanation.Outcome;
import io.github.knock4j.engine.KnockListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who knocked lately, and what became of it: 512 visitors at most. Those who came further than a first
 * knock have half of the places to themselves, so that a flood of first knocks, which costs a scanner
 * nothing, does not push the others out. Thread-safe.
 */
final class Sightings implements KnockListener {

  private static final int MOST = 256;

  private record Key(IpAddress visitor, String door) {}

  private final Map<Key, Sighting> advanced = bounded();
  private final Map<Key, Sighting> beginners = bounded();
  private long changes;

  private static Map<Key, Sighting> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Key, Sighting> eldest) {
        return size() > MOST;
      }
    };
  }

  @Override
  public void onOpened(Grant grant) {
    Door door = grant.door();
    tell(grant.visitor(), door, Outcome.OPENED, door.knocks().size(), grant.openedNs());
  }

  @Override
  public void onAdvanced(AttemptView attempt) {
    tell(attempt, Outcome.IN_PROGRESS);
  }

  @Override
  public void onTimedOut(AttemptView attempt) {
    tell(attempt, Outcome.TOO_SLOW);
  }

  @Override
  public void onReset(AttemptView attempt) {
    tell(attempt, Outcome.WRONG_KNOCK);
  }

  @Override
  public void onEvicted(AttemptView attempt) {
    tell(attempt, Outcome.EVICTED);
  }

  private void tell(AttemptView attempt, Outcome outcome) {
    tell(attempt.visitor(), attempt.door(), outcome, attempt.stage(), attempt.nowNs());
  }

  private synchronized void tell(
      IpAddress visitor, Door door, Outcome outcome, int stage, long nowNs) {
    changes++;
    Key key = new Key(visitor, door.name());
    Explanation latest = new Explanation(outcome, stage, door.knocks().size());
    Sighting known = advanced.remove(key);
    if (known == null) {
      known = beginners.remove(key);
    }
    Sighting next = known == null
        ? new Sighting(visitor, door.name(), latest, null, nowNs, stage, changes)
        : known.then(latest, nowNs, changes);
    boolean first = next.furthest() <= 1 && outcome != Outcome.OPENED;
    (first ? beginners : advanced).put(key, next); // removed before: to the end
  }

  /**
   * The visitors that were seen last; those who came further than a first knock before the others.
   *
   * @param limit how many at most
   */
  synchronized List<Sighting> latest(int limit) {
    List<Sighting> latest = newestFirst(advanced);
    latest.addAll(newestFirst(beginners));
    return List.copyOf(latest.subList(0, Math.min(limit, latest.size())));
  }

  private static List<Sighting> newestFirst(Map<Key, Sighting> map) {
    List<Sighting> all = new ArrayList<>(map.values());
    Collections.reverse(all);
    return all;
  }
}
