// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Grant;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The events as the recorder shows them. No port of a sequence is in any of them. */
final class RecordedFlightEvents extends FlightEvents {

  RecordedFlightEvents() {
    // Links the class that all events extend now, not when the first door opens.
    new DoorOpened();
  }

  @Override
  void opened(Grant grant) {
    DoorOpened event = new DoorOpened();
    event.about(grant);
    event.lease = grant.deadlineNs() - grant.openedNs();
    event.commit();
  }

  @Override
  void closed(Grant grant) {
    DoorClosed event = new DoorClosed();
    event.about(grant);
    event.commit();
  }

  @Override
  void failed(Step step, Throwable failure) {
    DoorFailed event = new DoorFailed();
    event.about(step.grant());
    event.phase = step.phase().toString();
    event.cause = failure.toString();
    event.commit();
  }

  @Override
  void refused(Grant grant) {
    DoorRefused event = new DoorRefused();
    event.about(grant);
    event.commit();
  }

  @Override
  void packetsLost(long count) {
    PacketsDropped event = new PacketsDropped();
    event.count = count;
    event.commit();
  }

  /** What events about doors have in common, category and stack trace included. */
  @Category("knock4j")
  @StackTrace(false)
  private abstract static class DoorEvent extends Event {
    @Label("Door")
    String door = "";

    @Label("Visitor")
    String visitor = "";

    final void about(Grant grant) {
      door = grant.door().name();
      visitor = grant.visitor().toString();
    }
  }

  @Name("io.github.knock4j.DoorOpened")
  @Label("Door Opened")
  private static final class DoorOpened extends DoorEvent {
    @Label("Lease")
    @Timespan(Timespan.NANOSECONDS)
    long lease;
  }

  @Name("io.github.knock4j.DoorClosed")
  @Label("Door Closed")
  private static final class DoorClosed extends DoorEvent {}

  @Name("io.github.knock4j.DoorFailed")
  @Label("Door Failed")
  private static final class DoorFailed extends DoorEvent {
    @Label("Phase")
    String phase = "";

    @Label("Cause")
    String cause = "";
  }

  @Name("io.github.knock4j.DoorRefused")
  @Label("Door Refused")
  private static final class DoorRefused extends DoorEvent {}

  @Name("io.github.knock4j.PacketsDropped")
  @Label("Packets Dropped")
  @Category("knock4j")
  @StackTrace(false)
  private static final class PacketsDropped extends Event {
    @Label("Count")
    long count;
  }
}
