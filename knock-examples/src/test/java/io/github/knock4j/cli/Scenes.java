// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.EngineCounters;
import io.github.knock4j.runtime.DoorkeeperStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Scenes that a test makes up, step by step; the clock stands near the end of its range. */
final class Scenes {

  static final Door SSH = Door.named("ssh")
      .knock(tcp(47_011))
      .knock(udp(47_012))
      .knock(tcp(47_013))
      .openFor(ofMinutes(10))
      .build();

  final Sightings sightings = new Sightings();
  final List<Grant> grants = new ArrayList<>();
  List<Followed> followed = List.of();
  List<String> deaf = List.of();
  String where = "eth0";
  String trouble;
  long nowNs = Long.MAX_VALUE - ofSeconds(1).toNanos(); // wraps within the test

  void after(Duration time) {
    nowNs += time.toNanos();
  }

  void advance(String visitor, int stage) {
    sightings.onAdvanced(Attempt.of(SSH, visitor, stage, nowNs));
  }

  void reset(String visitor, int stage) {
    sightings.onReset(Attempt.of(SSH, visitor, stage, nowNs));
  }

  void open(String visitor) {
    Grant grant = Grant.of(SSH, IpAddress.parse(visitor), nowNs);
    sightings.onOpened(grant);
    grants.add(grant);
  }

  WatchScene scene() {
    EngineCounters engine =
        new EngineCounters(1_234_567, 1_200_000, 0, 42, 60, 3, 0, 5, 7, 9, 0, 2);
    DoorkeeperStatus status = new DoorkeeperStatus(
        true, List.copyOf(grants), engine, 3, 0, 0, 0, 0, 0, 10, 1, deaf, 0, 0);
    return new WatchScene(
        where, 1, ofSeconds(72), nowNs, status, sightings.latest(512), followed, trouble);
  }
}
