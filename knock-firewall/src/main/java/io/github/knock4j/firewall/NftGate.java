// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.firewall.NftWay.NotSetUpException;
import io.github.knock4j.firewall.Nftables.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process knows of one service in the kernel: the way to it, and who holds it open. All
 * actions for a service share its gate, so that one of them does not close what another has opened.
 *
 * <p>Thread-safe: one call at a time, as the way demands.
 */
final class NftGate {

  private static final Logger LOG = LoggerFactory.getLogger(NftGate.class);

  private static final long NS_PER_MS = 1_000_000;

  /**
   * The kernel counts in jiffies of up to 10 ms, and cuts off. Two of them make sure that it is
   * never earlier than the keeper.
   */
  private static final long SLACK_MS = 20;

  private static final Map<String, NftGate> GATES = new ConcurrentHashMap<>();

  /**
   * No packet comes from the limited broadcast: RFC 1122 section 3.2.1.3, which allows 0.0.0.0 to hosts
   * that do not know their address yet.
   */
  private static final Grant TO_NOBODY = Grant.of(
      Door.named("nobody").knock(Knock.tcp(1)).openFor(Duration.ofSeconds(1)).build(),
      IpAddress.parse("255.255.255.255"),
      0);

  private static final Set<Way> REHEARSED = ConcurrentHashMap.newKeySet();

  /** Something to be done by way of whatever works. */
  @FunctionalInterface
  private interface Task {
    void run(NftWay way) throws IOException, InterruptedException;
  }

  /** One call, while no other runs. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Holders holders = new Holders();
  private @Nullable NftWay way;
  private volatile @Nullable Way kind;

  /** The gate of the service with this name; as many as there are names. */
  static NftGate of(NftService service) {
    return GATES.computeIfAbsent(service.name(), name -> new NftGate());
  }

  void setUp(NftService service, @Nullable Way wanted) throws IOException, InterruptedException {
    locked(() -> setUpNow(service, wanted));
  }

  void remove(NftService service, @Nullable Way wanted) throws IOException, InterruptedException {
    locked(() -> {
      run(wanted, by -> by.remove(service));
      holders.clear();
      closeWay();
      LOG.info("service removed service={}", service.name());
    });
  }

  void open(NftService service, @Nullable Way wanted, Grant grant, boolean renewal)
      throws IOException, InterruptedException {
    locked(() -> {
      long timeoutMs = timeoutMs(holders.leaseNs(grant));
      Task task = renewal || holders.isHeld(grant)
          ? by -> by.renew(service, grant.visitor(), timeoutMs)
          : by -> by.open(service, grant.visitor(), timeoutMs);
      try {
        run(wanted, task);
      } catch (NotSetUpException e) {
        setUpNow(service, wanted);
        run(wanted, task);
      }
      holders.add(grant);
    });
  }

  /**
   * Lets nobody in and out, as often as the way wants it; unless that was done before in this JVM, for
   * whatever service.
   */
  void rehearse(NftService service, @Nullable Way wanted) throws IOException, InterruptedException {
    Way ready = kind;
    if (ready != null && REHEARSED.add(ready)) {
      for (int i = 0; i < ready.rehearsals(); i++) {
        open(service, wanted, TO_NOBODY, false);
        close(service, wanted, TO_NOBODY);
      }
    }
  }

  void resume(Grant grant) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      holders.add(grant);
    } finally {
      lock.unlock();
    }
  }

  void close(NftService service, @Nullable Way wanted, Grant grant)
      throws IOException, InterruptedException {
    locked(() -> {
      if (!holders.isHeldByAnother(grant)) {
        run(wanted, by -> by.close(service, grant.visitor()));
      }
      holders.remove(grant);
    });
  }

  /** Rounds up, because a door must not shut before its lease is over. */
  static long timeoutMs(long leaseNs) {
    return (leaseNs + NS_PER_MS - 1) / NS_PER_MS + SLACK_MS;
  }

  private void setUpNow(NftService service, @Nullable Way wanted)
      throws IOException, InterruptedException {
    run(wanted, by -> by.setUp(service));
    LOG.info(
        "service set up service={} ports={} way={}", service.name(), service.portsText(), kind);
  }

  /** Runs the task on the way that worked before, else on the first that works. */
  private void run(@Nullable Way wanted, Task task) throws IOException, InterruptedException {
    if (way != null && (wanted == null || wanted == kind)) {
      task.run(way);
      return;
    }
    closeWay();
    List<Way> candidates = wanted == null ? List.of(Way.values()) : List.of(wanted);
    Map<Way, IOException> failures = new EnumMap<>(Way.class);
    for (Way candidate : candidates) {
      try {
        tryOut(candidate, task);
        return;
      } catch (NotSetUpException e) {
        throw e;
      } catch (IOException e) {
        failures.put(candidate, e);
      }
    }
    throw unreachable(failures);
  }

  /** Keeps the way if the kernel can be reached by it, if only to say that a service is missing. */
  private void tryOut(Way candidate, Task task) throws IOException, InterruptedException {
    NftWay opened = candidate.open();
    way = opened;
    kind = candidate;
    boolean works = false;
    try {
      task.run(opened);
      works = true;
    } catch (NotSetUpException e) {
      works = true;
      throw e;
    } finally {
      if (!works) {
        closeWay();
      }
    }
  }

  private void closeWay() {
    if (way != null) {
      way.close();
      way = null;
    }
  }

  private static IOException unreachable(Map<Way, IOException> failures) {
    if (failures.size() == 1) {
      return failures.values().iterator().next();
    }
    StringBuilder message = new StringBuilder("nf_tables must be reachable in one way of these");
    failures.forEach((way, failure) ->
        message.append("; ").append(way).append(": ").append(failure.getMessage()));
    IOException unreachable = new IOException(message.toString());
    failures.values().forEach(unreachable::addSuppressed);
    return unreachable;
  }

  private void locked(Step step) throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      step.run();
    } finally {
      lock.unlock();
    }
  }
}
