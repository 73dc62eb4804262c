// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.firewall.CommandAction;
import io.github.knock4j.runtime.Doorkeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a program on disk that stands in for systemctl. */
class RestartDoorTest {

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @TempDir
  private Path folder;

  @Test
  void restartsTheServiceOnceForAVisitorWhoKnocksTwice() throws Exception {
    Path calls = folder.resolve("calls");
    String program = program("echo \"$# $*, $KNOCK_DOOR for $KNOCK_VISITOR\" >> " + calls);

    try (Doorkeeper keeper = guard(CommandAction.opening(program, "restart", "a b; $(reboot)"))) {
      Visitor.knock("127.0.0.1", RestartDoor.door());
      Visitor.knock("127.0.0.1", RestartDoor.door());
      assertThat(nextLine()).isEqualTo("restarted for 127.0.0.1");
      awaitSecondSequence(keeper);
    }

    assertThat(calls).hasContent("2 restart a b; $(reboot), restart for 127.0.0.1");
    assertThat(lines).isEmpty();
  }

  @Test
  void tellsWithWhichStatusTheCommandFailed() throws Exception {
    String program = program("echo 'Unit nosuch.service not found.' >&2; exit 5");

    try (Doorkeeper keeper = guard(CommandAction.opening(program, "restart", "nosuch"))) {
      Visitor.knock("127.0.0.1", RestartDoor.door());

      assertThat(nextLine())
          .isEqualTo("not restarted for 127.0.0.1: exit status 5, Unit nosuch.service not found.");
      assertThat(keeper.status().failed()).isOne();
    }
  }

  @Test
  void killsACommandThatTakesTooLong() throws Exception {
    CommandAction slow =
        CommandAction.opening(program("sleep 600"), "restart", "slow").timeLimit(ofMillis(300));

    try (Doorkeeper keeper = guard(slow)) {
      Visitor.knock("127.0.0.1", RestartDoor.door());

      assertThat(nextLine())
          .isEqualTo("not restarted for 127.0.0.1: took too long, and was killed");
      assertThat(keeper.status().failed()).isOne();
    }
  }

  @Test
  void asksSystemdWithinHalfAMinute() {
    assertThat(RestartDoor.restarting("nginx"))
        .isEqualTo(CommandAction.opening("systemctl", "restart", "nginx").timeLimit(ofSeconds(30)));
  }

  private Doorkeeper guard(CommandAction restart) throws IOException {
    return RestartDoor.guard(restart, lines::add);
  }

  private String program(String script) throws IOException {
    Path program = Files.writeString(folder.resolve("systemctl"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program.toString();
  }

  private String nextLine() throws InterruptedException {
    return String.valueOf(lines.poll(10, TimeUnit.SECONDS));
  }

  private static void awaitSecondSequence(Doorkeeper keeper) {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (keeper.status().engine().cooled() == 0 && System.nanoTime() - endNs < 0) {
      Thread.onSpinWait();
    }
    assertThat(keeper.status().engine().cooled()).isOne();
  }
}
