// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.engine.EngineCounters;
import io.github.knock4j.runtime.DoorkeeperEvent.ActionFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.Closed;
import io.github.knock4j.runtime.DoorkeeperEvent.JournalFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.Opened;
import io.github.knock4j.runtime.DoorkeeperEvent.PacketsLost;
import io.github.knock4j.runtime.DoorkeeperEvent.Refused;
import io.github.knock4j.runtime.DoorkeeperEvent.Renewed;
import io.github.knock4j.runtime.DoorkeeperEvent.Resumed;
import io.github.knock4j.runtime.DoorkeeperEvent.SequencesUsedUp;
import io.github.knock4j.runtime.DoorkeeperEvent.SourceFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.SourceRecovered;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/** Whatever happens to grants and sources is counted, told and logged here. Thread-safe. */
final class Chronicle {

  private final EventTeller teller;
  private final FlightEvents flight;
  private final Logger log;
  private final OnceAMinute refusals = new OnceAMinute();
  private final OnceAMinute losses = new OnceAMinute();

  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong renewed = new AtomicLong();
  private final AtomicLong closed = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong journalFailures = new AtomicLong();
  private final AtomicLong packetsLost = new AtomicLong();
  private final AtomicLong packetsDropped = new AtomicLong();
  private final AtomicLong sourceFailures = new AtomicLong();

  Chronicle(EventTeller teller) {
    this(teller, FlightEvents.find(), LoggerFactory.getLogger(Doorkeeper.class));
  }

  private Chronicle(EventTeller teller, FlightEvents flight, Logger log) {
    this.teller = teller;
    this.flight = flight;
    this.log = log;
  }

  /** One that nobody reads. */
  static Chronicle blank(KeeperThreads threads) {
    return new Chronicle(new EventTeller(null, threads), new FlightEvents(), NOPLogger.NOP_LOGGER);
  }

  DoorkeeperStatus status(
      boolean running, List<Grant> grants, EngineCounters engine, List<String> deaf) {
    return new DoorkeeperStatus(
        running,
        grants,
        engine,
        opened.get(),
        renewed.get(),
        closed.get(),
        failed.get(),
        refused.get(),
        journalFailures.get(),
        packetsLost.get(),
        packetsDropped.get(),
        deaf,
        sourceFailures.get(),
        teller.dropped());
  }

  void succeeded(Step step) {
    Grant grant = step.grant();
    switch (step.phase()) {
      case OPEN -> {
        opened.incrementAndGet();
        teller.tell(new Opened(grant));
        flight.opened(grant);
        log.info("door opened {} lease={}", shown(grant), grant.door().lease());
      }
      case RENEW -> {
        renewed.incrementAndGet();
        teller.tell(new Renewed(grant));
        log.info("door renewed {} lease={}", shown(grant), grant.door().lease());
      }
      case CLOSE -> {
        closed.incrementAndGet();
        teller.tell(new Closed(grant));
        flight.closed(grant);
        log.info("door closed {}", shown(grant));
      }
    }
  }

  void failed(Step step, Throwable failure) {
    failed.incrementAndGet();
    teller.tell(new ActionFailed(step.grant(), step.phase(), failure));
    flight.failed(step, failure);
    log.error("action failed phase={} {}", step.phase(), shown(step.grant()), failure);
  }

  void usedUp(Door door) {
    teller.tell(new SequencesUsedUp(door));
    log.warn("no sequence is left, door guarded no more door={}", door.name());
  }

  void overdue(Step step) {
    log.error("action takes too long, interrupted phase={} {}", step.phase(), shown(step.grant()));
  }

  void refused(Grant grant) {
    long count = refused.incrementAndGet();
    teller.tell(new Refused(grant));
    flight.refused(grant);
    if (refusals.isTime(System.nanoTime())) {
      log.warn("door refused, too many grants {} refused={}", shown(grant), count);
    }
  }

  void resumed(Grant grant, Duration remaining) {
    teller.tell(new Resumed(grant));
    log.info("door taken over {} remaining={}", shown(grant), remaining);
  }

  void journalFailed(Grant grant, Exception cause) {
    journalFailures.incrementAndGet();
    teller.tell(new JournalFailed(grant, cause));
    log.error("lease on disk is not up to date {}", shown(grant), cause);
  }

  void keptOpen(Grant grant) {
    log.info("door kept open {}", shown(grant));
  }

  void leftOpen(Grant grant) {
    log.error("door left open {}", shown(grant));
  }

  void packetsLost(long count) {
    long sum = packetsLost.addAndGet(count);
    teller.tell(new PacketsLost(count));
    flight.packetsLost(count);
    if (losses.isTime(System.nanoTime())) {
      log.warn("packets lost count={} lost={}", count, sum);
    }
  }

  void packetsDropped(long count) {
    long sum = packetsDropped.addAndGet(count);
    if (losses.isTime(System.nanoTime())) {
      log.warn("packets dropped by an interface count={} dropped={}", count, sum);
    }
  }

  void sourceFailed(String source, Exception cause) {
    sourceFailures.incrementAndGet();
    teller.tell(new SourceFailed(source, cause));
    log.warn("source is deaf source={} cause={}", source, String.valueOf(cause.getMessage()));
    log.debug("source is deaf source={}", source, cause);
  }

  void sourceRecovered(String source) {
    teller.tell(new SourceRecovered(source));
    log.info("source hears again source={}", source);
  }

  private static String shown(Grant grant) {
    return "door=" + grant.door().name() + " visitor=" + grant.visitor();
  }
}
