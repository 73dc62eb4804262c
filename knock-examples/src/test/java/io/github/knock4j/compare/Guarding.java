// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static java.time.Duration.ofSeconds;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Starts the programs that are compared, and answers when they hear. */
final class Guarding implements AutoCloseable {

  private static final Duration START = ofSeconds(30);

  /** As a user starts a JVM: with both compilers. */
  static final List<String> JVM = List.of("-XX:TieredStopAtLevel=4");

  private final Host server;
  private final List<Path> directories = new ArrayList<>();

  Guarding(Host server) {
    this.server = server;
  }

  /**
   * Starts knockd.
   *
   * @param doors sections of its configuration
   * @param options more of them: unless it is asked to tell, it does not write a line
   */
  Running knockd(String doors, String... options) throws IOException {
    Path configuration =
        Files.writeString(directory().resolve("knockd.conf"), "[options]\n" + doors);
    List<String> argv = new ArrayList<>(List.of("knockd", "-i", Bench.DEVICE));
    argv.addAll(List.of("-c", "" + configuration));
    argv.addAll(List.of(options));
    return awaitCapture(argv);
  }

  Running fwknopd() throws IOException {
    return awaitCapture(Spa.daemon(directory(), Bench.DEVICE));
  }

  /** Starts {@link Keeper} with these arguments behind the interface. */
  Running keeper(String... what) {
    List<String> arguments = new ArrayList<>(List.of(Bench.DEVICE));
    arguments.addAll(List.of(what));
    Running program = server.startJava(Keeper.class, JVM, arguments.toArray(String[]::new));
    program.awaitLine("ready", START);
    return program;
  }

  /** A directory that is gone after this is closed. */
  Path directory() throws IOException {
    Path directory = Files.createTempDirectory("knock4j-compare");
    directories.add(directory);
    return directory;
  }

  private Running awaitCapture(List<String> argv) {
    long before = captures();
    Running program = server.start(argv);
    long startNs = System.nanoTime();
    while (captures() == before) {
      if (System.nanoTime() - startNs > START.toNanos()) {
        throw new AssertionError("hears nothing: " + argv + ", wrote:\n" + program.output());
      }
      LockSupport.parkNanos(10_000_000);
    }
    return program;
  }

  private long captures() {
    return Proc.captures(server.run("cat", "/proc/net/packet"));
  }

  @Override
  public void close() {
    directories.forEach(Guarding::delete);
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
