// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.Knock.udp;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.netlab.Playback.Timed;
import io.github.knock4j.packet.Frames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Draws dozens of visitors who knock at the same time, or few, of whom knockd forgets less; in two
 * rounds. What is knocked in one round is well inside each window, and what is knocked in both is well
 * outside of it: a machine that stumbles for half a second changes nothing.
 */
final class DrawnTrace {

  private static final long ROUND_NS = 400_000_000;
  private static final long MARGIN_NS = 600_000_000;
  private static final int UNUSED_PORT = 50;

  /** What becomes of the right knocks of a door; those before {@link #STRAY} remain right. */
  private enum Visit {
    RIGHT,
    /** With packets between that the door does not hear. */
    NOISY,
    /** With SYNs that are sent again. */
    AGAIN,
    STRAY,
    LACKING,
    SHUFFLED,
    SPOILT,
    SLOW
  }

  private final List<Door> doors;
  private final Random random;
  private final long[] roundsNs;
  private final List<Timed> frames = new ArrayList<>();
  private final List<String> plainly = new ArrayList<>();
  private final List<String> again = new ArrayList<>();

  DrawnTrace(List<Door> doors, Random random) {
    this.doors = doors.subList(0, doors.size() - 1); // without the one that ends the trace
    this.random = random;
    long windowNs =
        doors.stream().mapToLong(door -> door.window().toNanos()).max().orElseThrow();
    roundsNs = new long[] {0, ROUND_NS + windowNs + MARGIN_NS};
    boolean isCrowd = random.nextInt(3) > 0;
    int visitors = isCrowd ? 24 + random.nextInt(25) : 1 + random.nextInt(4);
    for (int i = 1; i <= visitors; i++) {
      new Visitor(random.nextInt(3) == 0 ? "2001:db8:0:" + i + "::1" : "198.51.100." + i)
          .play(isCrowd ? 2 : 8);
    }
    frames.sort(Comparator.comparingLong(Timed::afterNs));
    Frames end = new Visitor("203.0.113.1").knock(udp(65_000), 0);
    frames.add(new Timed(roundsNs[1] + ROUND_NS + ROUND_NS / 4, end.bytes()));
  }

  List<Timed> frames() {
    return frames;
  }

  /** Door and visitor of each right knock, in the form that commands write them down. */
  List<String> rightKnocks() {
    return plainly;
  }

  /** Of each right knock in which packets were sent again. */
  List<String> rightKnocksSentAgain() {
    return again;
  }

  private final class Visitor {

    private final String address;
    private List<Frames> later = new ArrayList<>();

    Visitor(String address) {
      this.address = address;
    }

    void play(int mostVisits) {
      for (long roundNs : roundsNs) {
        List<Frames> round = later;
        later = new ArrayList<>();
        for (int visits = 1 + random.nextInt(mostVisits); visits > 0; visits--) {
          Door door = doors.get(random.nextInt(doors.size()));
          round.addAll(visit(door, random.nextBoolean() ? Visit.RIGHT : any()));
        }
        long[] timesNs =
            random.longs(round.size(), roundNs, roundNs + ROUND_NS).sorted().toArray();
        for (int i = 0; i < timesNs.length; i++) {
          frames.add(new Timed(timesNs[i], round.get(i).bytes()));
        }
      }
    }

    private Visit any() {
      return Visit.values()[random.nextInt(Visit.values().length)];
    }

    private List<Frames> visit(Door door, Visit visit) {
      List<Frames> knocks = new ArrayList<>();
      door.knocks().forEach(knock -> knocks.add(knock(knock, heard(door))));
      int place = random.nextInt(knocks.size());
      switch (visit) {
        case RIGHT -> {}
        case NOISY -> knocks.add(random.nextInt(knocks.size() + 1), unheard(door));
        case AGAIN -> sendAgain(knocks, door);
        case STRAY -> knocks.add(place, knock(anyKnock(), heard(door)));
        case LACKING -> knocks.remove(place);
        case SHUFFLED -> Collections.shuffle(knocks, random);
        case SPOILT -> knocks.set(place, spoilt(door.knocks().get(place), door));
        case SLOW -> {
          List<Frames> rest = knocks.subList(place, knocks.size());
          later.addAll(rest);
          rest.clear();
        }
      }
      if (visit.compareTo(Visit.STRAY) < 0) {
        (visit == Visit.AGAIN ? again : plainly).add(door.name() + " " + address);
      }
      return knocks;
    }

    private void sendAgain(List<Frames> knocks, Door door) {
      for (int i = knocks.size() - 1; i >= 0; i--) {
        if (door.knocks().get(i).protocol() == Protocol.TCP && random.nextBoolean()) {
          knocks.add(i, knocks.get(i));
        }
      }
    }

    private Frames unheard(Door door) {
      return random.nextInt(3) == 0
          ? knock(new Knock(anyKnock().protocol(), UNUSED_PORT), heard(door))
          : spoilt(anyKnock(), door);
    }

    /** Not for this door: it has flags that are not heard, or goes elsewhere. */
    private Frames spoilt(Knock knock, Door door) {
      int flags = random.nextInt(64);
      if (knock.protocol() == Protocol.TCP && !door.flags().accepts(flags)) {
        return knock(knock, flags);
      }
      return knock(knock, flags, address.contains(":") ? "fd09::77" : "10.9.0.77");
    }

    Frames knock(Knock knock, int flags) {
      return knock(knock, flags, address.contains(":") ? "fd09::1" : "10.9.0.1");
    }

    private Frames knock(Knock knock, int flags, String to) {
      int port = 1024 + random.nextInt(60_000);
      Frames frame = Frames.ethernet().ip(address, to);
      return knock.protocol() == Protocol.UDP
          ? frame.udp(port, knock.port()).payload(1)
          : frame.tcp(port, knock.port()).flags(flags).seq(random.nextInt());
    }
  }

  private Knock anyKnock() {
    List<Knock> knocks = doors.get(random.nextInt(doors.size())).knocks();
    return knocks.get(random.nextInt(knocks.size()));
  }

  /** Most visitors connect. */
  private int heard(Door door) {
    int flags = random.nextInt(4) == 0 ? random.nextInt(64) : Frames.SYN;
    return flags & ~door.flags().clear() | door.flags().set();
  }
}
