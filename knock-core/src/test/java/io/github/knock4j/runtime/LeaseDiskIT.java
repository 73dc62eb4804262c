// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import io.github.knock4j.runtime.DoorkeeperEvent.ActionFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full or read-only, which a file system of the child's own pretends to be. */
class LeaseDiskIT {

  @TempDir
  private Path folder;

  @Test
  void opensNoDoorWhileTheDiskIsFullOrReadOnly() {
    NetLab.require("mount", "umount", "sh");
    try (NetLab lab = NetLab.open()) {
      List<String> argv = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c"));
      argv.add("mount -t tmpfs -o mode=700,size=64k tmpfs \"$0\" && exec \"$@\"");
      argv.add(folder.toString());
      argv.addAll(Host.java(Child.class, List.of(), folder.toString()));

      Running child = lab.host("disk").start(argv);

      assertThat(child.awaitEnd(ofSeconds(20)).orFail().lines())
          .containsExactly(
              "full: stays shut, No space left on device, files 1",
              "emptied: opened",
              "read-only: stays shut, Read-only file system",
              "writable: opened",
              "closed, files 1");
    }
  }

  static final class Child {

    private static final Door SSH =
        Door.named("ssh").knock(tcp(7001)).openFor(ofMinutes(10)).build();

    private static final BlockingQueue<DoorkeeperEvent> EVENTS = new LinkedBlockingQueue<>();

    private Child() {}

    public static void main(String[] args) throws Exception {
      Path directory = Path.of(args[0]);
      ScriptedSource source = ScriptedSource.startingAt(0);
      Doorkeeper keeper = Doorkeeper.watching(source)
          .guard(SSH, new RecordedAction())
          .keepingLeasesIn(directory)
          .onEvent(EVENTS::add)
          .start();
      Path ballast = fill(directory.resolve("ballast"));
      String full = knock(source, "203.0.113.7");
      Files.delete(ballast);
      System.out.println("full: " + full + ", files " + count(directory));
      System.out.println("emptied: " + knock(source, "203.0.113.7"));

      run("mount", "-t", "tmpfs", "-o", "ro,mode=700", "tmpfs", args[0]);
      System.out.println("read-only: " + knock(source, "203.0.113.8"));
      run("umount", args[0]);
      System.out.println("writable: " + knock(source, "203.0.113.8"));

      keeper.close();
      System.out.println("closed, files " + count(directory));
    }

    private static String knock(ScriptedSource source, String visitor) throws Exception {
      source.knockAt(SSH, visitor);
      if (EVENTS.take() instanceof ActionFailed failed) {
        String message = String.valueOf(failed.cause().getMessage());
        return "stays shut," + message.substring(message.lastIndexOf(':') + 1);
      }
      return "opened";
    }

    private static Path fill(Path ballast) throws IOException {
      try (var out =
          Files.newByteChannel(ballast, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        while (true) {
          out.write(ByteBuffer.allocate(4096));
        }
      } catch (IOException full) {
        return ballast;
      }
    }

    private static long count(Path directory) throws IOException {
      try (var files = Files.list(directory)) {
        return files.count();
      }
    }

    private static void run(String... argv) throws Exception {
      if (new ProcessBuilder(argv).inheritIO().start().waitFor() != 0) {
        throw new IOException("failed: " + String.join(" ", argv));
      }
    }
  }
}
