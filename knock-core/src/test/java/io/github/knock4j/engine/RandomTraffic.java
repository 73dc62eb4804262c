// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Visitors who mostly knock as a door wants it, and err in every way there is: a wrong port, flag or
 * address, packets sent again, and pauses that meet windows and cooldowns to the nanosecond. All of
 * it follows from the seed.
 */
final class RandomTraffic {

  private static final long[] STARTS = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE};

  private final SplittableRandom random;
  private final RandomDoors drawer;
  private final List<IpAddress> visitors = new ArrayList<>();
  private final Map<IpAddress, Script> scripts = new HashMap<>();
  private final boolean calm;
  private final int haste;
  private List<Door> doors;
  private IpAddress visitor;
  private long nowNs;

  RandomTraffic(long seed) {
    this(seed, 0);
  }

  /** With a crowd of so many further visitors. */
  RandomTraffic(long seed, int crowd) {
    random = new SplittableRandom(seed);
    drawer = new RandomDoors(random);
    calm = random.nextInt(4) == 0 || crowd > 0 && random.nextBoolean();
    haste = 1 + crowd;
    doors = drawer.some();
    visitors.addAll(RandomVisitors.someAmong(crowd, random));
    visitor = visitors.get(0);
    nowNs = STARTS[random.nextInt(STARTS.length)];
    nowNs -= random.nextLong(20 * drawer.timeNs());
  }

  List<Door> doors() {
    return doors;
  }

  long nowNs() {
    return nowNs;
  }

  List<Door> replaceDoors() {
    doors = drawer.someOther(doors);
    return doors;
  }

  /** So that a visitor can come back when the cooldown ends. */
  void opened(Door door) {
    scripts.get(visitor).coolNs = nowNs + door.cooldown().toNanos();
  }

  Packet next() {
    if (random.nextInt(3) == 0) {
      visitor = visitors.get(random.nextInt(visitors.size()));
    }
    Script script = scripts.computeIfAbsent(visitor, v -> new Script());
    if (script.isOver()) {
      script.begin();
    }
    return script.errs && script.last != null && chance(15) ? script.again() : script.next();
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** A leap in time ends the attempts of all others: the more there are, the fewer leaps. */
  private boolean mayLeap() {
    return random.nextInt(haste) < 50;
  }

  private void waitUntil(long thenNs) {
    if (thenNs - nowNs > 0) {
      nowNs = thenNs;
    }
  }

  /** One visitor on the way through one door. */
  private final class Script {

    private Door door = doors.get(0);
    private int stage = Integer.MAX_VALUE;
    private boolean hurried;
    private boolean errs;
    private long beganNs;
    private long coolNs;
    private Packet last;
    private Packet earlier;

    boolean isOver() {
      return stage >= door.knocks().size();
    }

    void begin() {
      if (chance(60) || !doors.contains(door)) {
        do {
          door = doors.get(random.nextInt(doors.size()));
        } while (!door.allows(visitor.high(), visitor.low()) && !chance(30));
      }
      stage = 0;
      hurried = chance(50);
      errs = chance(door.knocks().size() > 6 ? 10 : 70);
      if (coolNs != 0 && mayLeap() && chance(40)) {
        waitUntil(coolNs - random.nextInt(2));
        coolNs = 0;
      }
    }

    Packet again() {
      pause();
      return earlier == null || chance(70) ? last : earlier;
    }

    Packet next() {
      pause();
      if (stage == 0) {
        beganNs = nowNs;
      } else if (stage == door.knocks().size() - 1 && mayLeap() && chance(10)) {
        waitUntil(beganNs + door.window().toNanos() - random.nextInt(2));
      }
      Packet packet = errs && chance(8) ? stray() : knock(door.knocks().get(stage++));
      earlier = last;
      last = errs && chance(4) ? spoilt(packet) : packet;
      return last;
    }

    private void pause() {
      if (!calm && mayLeap() && chance(2)) {
        nowNs += random.nextLong(4 * drawer.timeNs());
      } else if (!calm && random.nextInt(2_000) == 0) {
        nowNs += 1L << random.nextInt(54);
      } else if (!hurried) {
        long knocks = (long) door.knocks().size() * haste;
        nowNs += random.nextLong(1 + door.window().toNanos() / (2 * knocks));
      }
    }

    private Packet knock(Knock knock) {
      Packet packet = Packet.of(visitor, knock);
      if (door.target() != null) {
        packet = packet.to(door.target(), random.nextBoolean());
      } else if (chance(20)) {
        packet = packet.to(anyTarget(), true);
      }
      if (knock.protocol() == Protocol.UDP) {
        return packet.from(50_000 + random.nextInt(3), 0);
      }
      int flags = random.nextInt(64) & ~door.flags().clear() | door.flags().set();
      int sequence = chance(90) ? random.nextInt() : random.nextInt(2);
      return packet.from(50_000 + random.nextInt(3), sequence).withFlags(flags);
    }

    private IpAddress anyTarget() {
      return RandomDoors.TARGETS.get(random.nextInt(RandomDoors.TARGETS.size()));
    }

    private Packet stray() {
      Knock knock = drawer.knock();
      return knock(chance(70) ? knock : new Knock(knock.protocol(), 1 + random.nextInt(65_535)));
    }

    private Packet spoilt(Packet packet) {
      return switch (random.nextInt(3)) {
        case 0 -> packet.to(anyTarget(), random.nextBoolean());
        case 1 -> packet.withFlags(packet.protocol() == Protocol.TCP ? random.nextInt(64) : 0);
        default -> packet.to(packet.destination(), !packet.isLocal());
      };
    }
  }
}
