// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.util.ArrayList;
import java.util.List;

/** Keeps what an engine tells. */
final class Recorder implements KnockListener {

  /** What happened to an attempt; {@code stage} is 0 for an opening. */
  record Event(String what, String door, IpAddress visitor, int stage, long nowNs) {

    static Event of(String what, AttemptView attempt) {
      return new Event(
          what, attempt.door().name(), attempt.visitor(), attempt.stage(), attempt.nowNs());
    }
  }

  final List<Grant> opened = new ArrayList<>();
  final List<Event> events = new ArrayList<>();

  /** The events without who and when: {@code advanced 2}. */
  List<String> stages() {
    return events.stream().map(event -> event.what + " " + event.stage).toList();
  }

  List<String> openedDoors() {
    return opened.stream().map(grant -> grant.door().name()).toList();
  }

  @Override
  public void onOpened(Grant grant) {
    opened.add(grant);
    events.add(new Event("opened", grant.door().name(), grant.visitor(), 0, grant.openedNs()));
  }

  @Override
  public void onAdvanced(AttemptView attempt) {
    events.add(Event.of("advanced", attempt));
  }

  @Override
  public void onTimedOut(AttemptView attempt) {
    events.add(Event.of("timed out", attempt));
  }

  @Override
  public void onReset(AttemptView attempt) {
    events.add(Event.of("reset", attempt));
  }

  @Override
  public void onEvicted(AttemptView attempt) {
    events.add(Event.of("evicted", attempt));
  }
}
