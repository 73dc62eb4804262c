// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import static io.github.knock4j.examples.spring.KeeperMeter.counter;
import static io.github.knock4j.examples.spring.KeeperMeter.ended;
import static io.github.knock4j.examples.spring.KeeperMeter.gauge;

import io.github.knock4j.engine.EngineCounters;
import io.github.knock4j.runtime.DoorkeeperStatus;
import java.util.List;

/** Everything that a keeper counts, as a meter each. A test finds out if one is missing. */
final class KeeperMeters {

  static final List<KeeperMeter> ALL = List.of(
      gauge(
          "knock4j.running",
          "keepers",
          status -> status.running() ? 1 : 0,
          "1 while packets are taken, else 0"),
      gauge(
          "knock4j.sources.deaf",
          "sources",
          status -> status.deaf().size(),
          "sources, or interfaces of them, that deliver nothing now"),
      counter(
          "knock4j.sources.failures",
          "failures",
          DoorkeeperStatus::sourceFailures,
          "times a source, or an interface of it, stopped delivering"),
      gauge(
          "knock4j.grants",
          "grants",
          status -> status.grants().size(),
          "doors open to one visitor each, those that are being opened or closed included"),
      counter(
          "knock4j.doors.opened",
          "openings",
          DoorkeeperStatus::opened,
          "times a door was opened by all its actions"),
      counter(
          "knock4j.doors.renewed",
          "renewals",
          DoorkeeperStatus::renewed,
          "times a visitor knocked again while the door was open to him"),
      counter(
          "knock4j.doors.closed",
          "closings",
          DoorkeeperStatus::closed,
          "times a door was closed by all its actions"),
      counter(
          "knock4j.doors.refused",
          "openings",
          DoorkeeperStatus::refused,
          "right sequences for which nothing was done, because there were too many grants"),
      counter(
          "knock4j.actions.failed",
          "actions",
          DoorkeeperStatus::failed,
          "actions that failed, retries of a close included: a door is not as its grant says"),
      counter(
          "knock4j.leases.unsaved",
          "leases",
          DoorkeeperStatus::journalFailures,
          "times a lease on disk could not be brought up to date"),
      counter(
          "knock4j.events.dropped",
          "events",
          DoorkeeperStatus::eventsDropped,
          "events that the listener was too slow for"),
      counter(
          "knock4j.packets",
          "packets",
          status -> status.engine().packets(),
          "packets that the engine was given"),
      counter(
          "knock4j.packets.noise",
          "packets",
          status -> status.engine().noise(),
          "those of them that changed nothing at any door"),
      counter(
          "knock4j.packets.retransmitted",
          "packets",
          status -> status.engine().retransmitted(),
          "times a door did not hear a packet because TCP had sent it before"),
      counter(
          "knock4j.packets.lost",
          "packets",
          DoorkeeperStatus::packetsLost,
          "packets that a source lost because it was not read in time"),
      counter(
          "knock4j.packets.dropped",
          "packets",
          DoorkeeperStatus::packetsDropped,
          "packets that an interface dropped before a source could see them"),
      counter(
          "knock4j.attempts.started",
          "attempts",
          status -> status.engine().started(),
          "attempts that began with a first knock"),
      counter(
          "knock4j.attempts.advanced",
          "knocks",
          status -> status.engine().advanced(),
          "knocks that matched, the last one of a sequence not included"),
      gauge(
          "knock4j.attempts.live",
          "attempts",
          status -> status.engine().live(),
          "attempts that have not ended, or whose end has not been noticed yet"),
      ended("opened", EngineCounters::opened, "attempts that opened a door"),
      ended("cooled", EngineCounters::cooled, "attempts that were right, but within the cooldown"),
      ended("timed-out", EngineCounters::timedOut, "attempts not finished within the window"),
      ended("reset", EngineCounters::reset, "attempts undone by a packet that was no next knock"),
      ended("evicted", EngineCounters::evicted, "attempts that were dropped to make room"),
      ended("withdrawn", EngineCounters::withdrawn, "attempts that went with a replaced door"));

  private KeeperMeters() {}
}
