// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMinutes;

import io.github.knock4j.Door;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.socket.SocketSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Starts a backup when somebody knocks, in one's own program: no root, no libpcap. After {@code mvn
 * package}, this packs a folder into a file whenever somebody knocks:
 *
 * <pre>{@code
 * java -cp knock-examples/target/knock.jar io.github.knock4j.examples.BackupDoor docs docs.zip
 *
 * java -jar knock-examples/target/knock.jar knock 127.0.0.1 21100:udp 21303 21202:udp
 * }</pre>
 */
public final class BackupDoor {

  private BackupDoor() {}

  /**
   * A door that starts a backup. It has no lease, so there is nothing to close; and a cooldown, so
   * that one visitor starts one backup in ten minutes, however often the knocks arrive.
   *
   * @return a door with three knocks
   */
  public static Door door() {
    return Door.named("backup")
        .knock(udp(21_100))
        .knock(tcp(21_303))
        .knock(udp(21_202))
        .cooldown(ofMinutes(10))
        .build();
  }

  /**
   * Runs a callback for each visitor who knocks; knocking twice in a hurry runs it once.
   *
   * @param backup what to run, given the visitor's address
   * @return the running doorkeeper
   * @throws IOException if a port is in use
   */
  public static Doorkeeper guard(Consumer<String> backup) throws IOException {
    Door door = door();

    Doorkeeper keeper = Doorkeeper.watching(SocketSource.onLoopback())
        .guard(door, grant -> backup.accept(grant.visitor().toString()))
        .start();
    return keeper;
  }

  /**
   * Runs a callback that may take long: one after the other, on a thread that belongs to it. The keeper
   * interrupts what keeps one of its own threads for more than a minute.
   *
   * @param backup what to run, given the visitor's address
   * @param worker one thread; a backup that is still waiting for it makes further ones needless
   * @return the running doorkeeper
   * @throws IOException if a port is in use
   */
  public static Doorkeeper guard(Consumer<String> backup, ExecutorService worker)
      throws IOException {
    AtomicBoolean waiting = new AtomicBoolean();
    return guard(visitor -> {
      if (waiting.compareAndSet(false, true)) {
        worker.execute(() -> {
          waiting.set(false);
          backup.accept(visitor);
        });
      }
    });
  }

  /**
   * Packs a folder whenever somebody knocks, until the process is told to end.
   *
   * @param args the folder, and the file to pack it into
   * @throws Exception if a port is in use
   */
  public static void main(String[] args) throws Exception {
    Arguments.need(args, "FOLDER", "FILE");
    ZipBackup backup = new ZipBackup(Path.of(args[0]), Path.of(args[1]));
    ExecutorService worker = Executors.newSingleThreadExecutor();
    Doorkeeper keeper = guard(visitor -> tell(backup, visitor), worker);
    Runtime.getRuntime().addShutdownHook(new Thread(keeper::close));
    System.out.println("ready");
    Thread.currentThread().join();
  }

  private static void tell(ZipBackup backup, String visitor) {
    try {
      backup.run();
      System.out.println("backup made, asked for by " + visitor + ": " + backup.file());
    } catch (IOException e) {
      System.err.println("backup failed: " + e);
    }
  }
}
