// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.firewall.Nftables.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process in a namespace that does with {@link Nftables} what each line of its stdin says, and
 * answers with a line: {@code service ports drop|reject way} chooses, all other commands act.
 */
final class NftablesHost {

  private Nftables action = Nftables.allowing(tcp(22));

  private NftablesHost() {}

  public static void main(String[] args) {
    NftablesHost host = new NftablesHost();
    System.out.println("ready");
    try (Scanner in = new Scanner(System.in)) {
      while (in.hasNextLine()) {
        String line = in.nextLine();
        try {
          host.obey(line.split(" "));
          System.out.println("done " + line);
        } catch (Exception e) {
          System.out.println("failed " + line + ": " + e);
        }
      }
    }
  }

  private void obey(String... words) throws Exception {
    switch (words[0]) {
      case "service" -> choose(words[1], words[2], words[3], words[4]);
      case "setup" -> action.setUp();
      case "prepare" -> action.prepare();
      case "remove" -> action.remove();
      case "open" -> action.open(grant(words[1], words[2], words[3]));
      case "renew" -> action.renew(grant(words[1], words[2], words[3]));
      case "resume" -> action.resume(grant(words[1], words[2], words[3]));
      case "close" -> action.close(grant(words[1], words[2], words[3]));
      case "create" -> create(Nftables.service(words[1]), port(words[2]));
      case "admit" -> Nftables.service(words[1]).add(IpAddress.parse(words[2]));
      case "expel" -> Nftables.service(words[1]).delete(IpAddress.parse(words[2]));
      case "list" ->
        System.out.println(
            Nftables.services() + " " + Nftables.service(words[1]).addresses());
      case "flicker" -> flicker(Integer.parseInt(words[1]));
      case "renewals" -> renewals(Integer.parseInt(words[1]), words[2]);
      case "crowd" -> crowd(Integer.parseInt(words[1]));
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private static void create(ServiceSets service, Knock port) throws Exception {
    if (!service.create(port)) {
      throw new IllegalStateException("is there");
    }
  }

  private void choose(String name, String ports, String otherwise, String way) {
    Nftables chosen = Nftables.allowing(
            Arrays.stream(ports.split(",")).map(NftablesHost::port).toArray(Knock[]::new))
        .named(name);
    chosen = otherwise.equals("reject") ? chosen.rejecting() : chosen;
    action = way.equals("any") ? chosen : chosen.through(Way.valueOf(way));
  }

  private static Knock port(String text) {
    Protocol protocol = Protocol.valueOf(text.substring(0, 3).toUpperCase(Locale.ROOT));
    return new Knock(protocol, Integer.parseInt(text.substring(3)));
  }

  private static Grant grant(String door, String visitor, String leaseMs) {
    Door leased = Door.named(door)
        .knock(tcp(7001))
        .openFor(Duration.ofMillis(Long.parseLong(leaseMs)))
        .build();
    return Grant.of(leased, IpAddress.parse(visitor), System.nanoTime());
  }

  /** Sets up and removes again and again. */
  private void flicker(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      action.setUp();
      action.remove();
    }
  }

  private void renewals(int times, String visitor) throws Exception {
    for (int i = 0; i < times; i++) {
      action.renew(grant("door", visitor, "600000"));
    }
  }

  /** Opens to many, renews and closes, by eight threads that share the visitors. */
  private void crowd(int visitors) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < visitors; i++) {
      String visitor =
          (i % 2 == 0 ? "10.77." : "fd77::") + i / 256 + (i % 2 == 0 ? "." : ":") + i % 256;
      Callable<Void> visit = () -> {
        Grant grant = grant("crowd", visitor, "600000");
        action.open(grant);
        action.renew(grant);
        action.open(grant);
        if (visitor.endsWith("7")) {
          action.close(grant);
          action.close(grant);
        }
        return null;
      };
      calls.add(threads.submit(visit));
    }
    for (Future<?> call : calls) {
      call.get();
    }
    threads.shutdown();
  }
}
