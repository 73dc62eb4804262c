// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Grant;
import io.github.knock4j.spi.DoorAction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What outlives a process: files, doors and time. The process that works on them dies before or
 * after any of its deeds, as told; from then on nothing that it tries has an effect.
 */
final class CrashingWorld implements LeaseStore, DoorAction {

  /** Thrown to whoever goes on after its process has died. */
  static final class Dead extends IOException {
    private static final long serialVersionUID = 1;
  }

  private static final long MS = 1_000_000;

  /** What is open, by door and visitor, and when it is to be closed. */
  final Map<String, Long> openUntilMs = new ConcurrentHashMap<>();

  /** What this process has failed to close. */
  final Set<String> stuck = ConcurrentHashMap.newKeySet();

  final Map<String, byte[]> files = new TreeMap<>();
  private final Random random;
  private double failureRate;
  private int deedsLeft;
  private boolean dead;
  private int failures;
  private long wallMs = 1_700_000_000_000L;
  private long bootMs = wallMs;
  private long startNs;

  CrashingWorld(Random random) {
    this.random = random;
  }

  /** A new process, whose monotonic clock begins anywhere. */
  synchronized void begin(int deeds, double rate) {
    deedsLeft = deeds;
    failureRate = rate;
    dead = false;
    stuck.clear();
    startNs = random.nextLong() - wallMs * MS;
  }

  synchronized boolean isDead() {
    return dead;
  }

  /** How often a deed has failed, or was not done because of death. */
  synchronized int failures() {
    return failures;
  }

  synchronized void boot() {
    bootMs = wallMs;
  }

  synchronized void pass(long ms) {
    wallMs += ms;
  }

  synchronized long wallMs() {
    return wallMs;
  }

  synchronized long nowNs() {
    return startNs + wallMs * MS;
  }

  synchronized Moment moment() {
    return new Moment(wallMs, "boot-" + bootMs, wallMs - bootMs);
  }

  static String key(Grant grant) {
    return grant.door().name() + " " + grant.visitor();
  }

  @Override
  public synchronized Map<String, byte[]> read() throws IOException {
    survive();
    return new TreeMap<>(files);
  }

  @Override
  public synchronized void write(String name, byte[] content) throws IOException {
    deed(() -> files.put(name, content));
  }

  @Override
  public synchronized void append(String name, byte[] content) throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(files.getOrDefault(name, new byte[0]));
    both.write(content);
    deed(() -> files.replace(name, both.toByteArray()));
  }

  @Override
  public synchronized void remove(String name) throws IOException {
    deed(() -> files.remove(name));
  }

  @Override
  public synchronized void setAside(String name) {
    throw new AssertionError("garbled: " + name);
  }

  @Override
  public void close() {}

  @Override
  public synchronized void open(Grant grant) throws IOException {
    deed(() -> {
      if (grant.door().hasLease()) {
        openUntilMs.put(key(grant), deadlineMs(grant));
      }
    });
  }

  @Override
  public synchronized void renew(Grant grant) throws IOException {
    deed(() -> openUntilMs.computeIfPresent(key(grant), (k, v) -> deadlineMs(grant)));
  }

  @Override
  public synchronized void close(Grant grant) throws IOException {
    stuck.add(key(grant));
    deed(() -> openUntilMs.remove(key(grant)));
    stuck.remove(key(grant));
  }

  private long deadlineMs(Grant grant) {
    return wallMs + (grant.deadlineNs() - nowNs()) / MS;
  }

  /** Fails with or without an effect, or dies before or after it. */
  private void deed(Runnable effect) throws IOException {
    survive();
    boolean fails = random.nextDouble() < failureRate;
    if (!fails || random.nextBoolean()) {
      effect.run();
    }
    survive();
    if (fails) {
      failures++;
      throw new IOException("as told");
    }
  }

  private void survive() throws Dead {
    if (dead || deedsLeft-- == 0) {
      dead = true;
      failures++;
      throw new Dead();
    }
  }
}
