// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A JVM that is killed while its command runs. No root and no package needed. */
class OrphansIT {

  private static final Grant GRANT = Grant.of(
      Door.named("ssh").knock(tcp(1)).openFor(ofMinutes(1)).build(),
      IpAddress.parse("203.0.113.7"),
      0);

  /** Restarts a service and then opens a door, which takes as long as nobody ends it. */
  static final class KilledMain {
    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      CommandRunner runner = new CommandRunner(Launcher.valueOf(arguments[1]));
      CommandAction.opening(
              Command.shell(
                  "cd " + folder
                      + "; setsid sh -c 'echo $$ > made; mv made service; exec sleep 1000' > /dev/null 2>&1 &"),
              runner)
          .open(GRANT);
      action(folder, runner).open(GRANT);
    }
  }

  private static CommandAction action(Path folder, CommandRunner runner) {
    return CommandAction.opening(
            Command.shell(
                "cd " + folder + "; echo $$ > draft; mv draft pid; sleep 1000; touch open"),
            runner)
        .closing("rm", "-f", folder + "/open");
  }

  @ParameterizedTest
  @EnumSource(names = {"SPAWN", "SETSID"})
  @Timeout(60)
  void areOverBeforeTheDoorIsClosedByTheNextProcess(Launcher launcher, @TempDir Path folder)
      throws Exception {
    Process killed = start(folder, launcher);
    long command = pid(folder.resolve("pid"), killed);
    long service = pid(folder.resolve("service"), killed);
    try {
      killed.destroyForcibly().waitFor();
      assertThat(ProcessStat.of(command).running()).as("goes on").isTrue();
      action(folder, new CommandRunner(launcher)).close(GRANT);

      assertThat(Running.endsSoon(command)).isTrue();
      assertThat(folder.resolve("open")).doesNotExist();
      assertThat(ProcessStat.of(service).running()).as("what it left behind").isTrue();
    } finally {
      ProcessHandle.of(service).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static Process start(Path folder, Launcher launcher) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            KilledMain.class.getName(),
            folder.toString(),
            launcher.name())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static long pid(Path file, Process writer) throws Exception {
    while (!file.toFile().exists()) {
      assertThat(writer.isAlive()).isTrue();
      Thread.sleep(10);
    }
    return Long.parseLong(Files.readString(file).strip());
  }
}
