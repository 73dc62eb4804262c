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
    event.door = grant.door().name();
    event.visitor = grant.visitor().toString();
    event.lease = grant.deadlineNs() - grant.openedNs();
    event.commit();
  }

  @Override
  void closed(Grant grant) {
    DoorClosed event = new DoorClosed();
    event.door = grant.door().name();
    event.visitor = grant.visitor().toString();
    event.commit();
  }

  @Override
  void failed(Step step, Throwable failure) {
    DoorFailed event = new DoorFailed();
    event.door = step.grant().door().name();
    event.visitor = step.grant().visitor().toString();
    event.phase = step.phase().toString();
    event.cause = failure.toString();
    event.commit();
  }

  @Override
  void refused(Grant grant) {
    DoorRefused event = new DoorRefused();
    event.door = grant.door().name();
    event.visitor = grant.visitor().toString();
    event.commit();
  }

  @Override
  void packetsLost(long count) {
    PacketsDropped event = new PacketsDropped();
    event.count = count;
    event.commit();
  }

  @Name("io.github.knock4j.DoorOpened")
  @Label("Door Opened")
  @Category("knock4j")
  @StackTrace(false)
  private static final class DoorOpened extends Event {
    @Label("Door")
    String door = "";

    @Label("Visitor")
    String visitor = "";

    @Label("Lease")
    @Timespan(Timespan.NANOSECONDS)
    long lease;
  }

  @Name("io.github.knock4j.DoorClosed")
  @Label("Door Closed")
  @Category("knock4j")
  @StackTrace(false)
  private static final class DoorClosed extends Event {
    @Label("Door")
    String door = "";

    @Label("Visitor")
    String visitor = "";
  }

  @Name("io.github.knock4j.DoorFailed")
  @Label("Door Failed")
  @Category("knock4j")
  @StackTrace(false)
  private static final class DoorFailed extends Event {
    @Label("Door")
    String door = "";

    @Label("Visitor")
    String visitor = "";

    @Label("Phase")
    String phase = "";

    @Label("Cause")
    String cause = "";
  }

  @Name("io.github.knock4j.DoorRefused")
  @Label("Door Refused")
  @Category("knock4j")
  @StackTrace(false)
  private static final class DoorRefused extends Event {
    @Label("Door")
    String door = "";

    @Label("Visitor")
    String visitor = "";
  }

  @Name("io.github.knock4j.PacketsDropped")
  @Label("Packets Dropped")
  @Category("knock4j")
  @StackTrace(false)
  private static final class PacketsDropped extends Event {
    @Label("Count")
    long count;
  }
}
