// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMillis;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.runtime.RealTimeSource;
import io.github.knock4j.spi.DoorAction;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A program that knocks at its own door until it is killed, or waits until all doors are closed; it
 * says what it does, and when; and once it has seen to all that was left by a process before it.
 */
final class CrashingKeeper {

  private static final Door DOOR = Door.named("short")
      .knock(tcp(7001))
      .knock(udp(8002))
      .openFor(ofMillis(400))
      .build();

  /** Those whose doors were opened, prolonged or closed by this process. */
  private static final Set<IpAddress> SEEN_TO = ConcurrentHashMap.newKeySet();

  private CrashingKeeper() {}

  /** Arguments: directory of leases, kind of doors, their place, seed, whether to knock. */
  public static void main(String[] args) throws Exception {
    Random random = new Random(Long.parseLong(args[3]));
    boolean knocking = Boolean.parseBoolean(args[4]);
    RealTimeSource source = new RealTimeSource();
    Doorkeeper keeper = Doorkeeper.watching(source)
        .guard(DOOR, new Told(DoorsOnHost.valueOf(args[1]).action(args[2])))
        .keepingLeasesIn(Path.of(args[0]))
        .keepGrants()
        .start();
    System.out.println("ready " + System.currentTimeMillis());
    List<IpAddress> left = keeper.status().grants().stream().map(Grant::visitor).toList();
    boolean settled = false;
    while (knocking || !keeper.status().grants().isEmpty()) {
      if (!settled && SEEN_TO.containsAll(left)) {
        System.out.println("settled");
        settled = true;
      }
      if (knocking) {
        source.knockAt(DOOR, "203.0.113." + random.nextInt(1, 9));
      }
      Thread.sleep(random.nextInt(1, 60));
    }
    System.out.println("failed " + keeper.status().failed());
    keeper.close();
    System.out.println("done");
  }

  private record Told(DoorAction action) implements DoorAction {

    @Override
    public void open(Grant grant) throws Exception {
      tell("opening", grant, deadlineMs(grant));
      action.open(grant);
      tell("open", grant, deadlineMs(grant));
      SEEN_TO.add(grant.visitor());
    }

    @Override
    public void renew(Grant grant) throws Exception {
      action.renew(grant);
      tell("open", grant, deadlineMs(grant));
      SEEN_TO.add(grant.visitor());
    }

    @Override
    public void close(Grant grant) throws Exception {
      tell("closing", grant, System.currentTimeMillis());
      action.close(grant);
      tell("closed", grant, System.currentTimeMillis());
      SEEN_TO.add(grant.visitor());
    }

    private static long deadlineMs(Grant grant) {
      return System.currentTimeMillis()
          + NANOSECONDS.toMillis(grant.deadlineNs() - System.nanoTime());
    }

    private static void tell(String what, Grant grant, long ms) {
      System.out.println(what + " " + grant.visitor() + " " + ms);
    }
  }
}
