// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands find when a shell has started this JVM in an odd way. No root, no package needed. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class LauncherIT {

  @TempDir
  private Path folder;

  /** Tells in a file what one of these has found. */
  static final class OddMain {
    public static void main(String[] arguments) throws Exception {
      String told = switch (arguments[0]) {
        case "way" -> way();
        case "status" -> status();
        case "streams" -> withoutStreams();
        case "variables" -> variables();
        default -> withFewFiles();
      };
      Files.writeString(Path.of(arguments[1]), told, ISO_8859_1);
    }
  }

  @Test
  void spawnsAfterTheRehearsal() throws Exception {
    assertThat(told("way", "")).isEqualTo("SETSID, SPAWN");
  }

  @Test
  void asksTheJdkWhereJnaCannotBeUsed() throws Exception {
    String broken = "-Djna.boot.library.path=/nowhere -Djna.nosys=true -Djna.nounpack=true";

    assertThat(told("way", "export JAVA_TOOL_OPTIONS='" + broken + "'; "))
        .isEqualTo("SETSID, SETSID");
  }

  private static String way() throws Exception {
    Launcher before = Launcher.fastest();
    new CommandRunner().rehearse();
    return before + ", " + Launcher.fastest();
  }

  @Test
  void learnsHowACommandEndsThoughThisJvmWasToldToIgnoreTheEnds() throws Exception {
    String ignoring = "set -- env --ignore-signal=CHLD \"$@\"; ";

    assertThat(told("status", ignoring)).isEqualTo("3");
  }

  private static String status() throws Exception {
    CommandRunner runner = new CommandRunner();
    runner.rehearse();
    CommandFailedException failure = catchThrowableOfType(
        CommandFailedException.class,
        () -> runner.run(command("", "sh", "-c", "exit 3"), line -> {}));
    return String.valueOf(failure.exitStatus().orElseThrow());
  }

  @Test
  void connectsTheStreamsOfACommandThoughThisJvmHasClosedItsOwn() throws Exception {
    assertThat(told("streams", "")).isEqualTo("one\n0\n1\n2\ntwo\n0\n1\n2\n");
  }

  private static String withoutStreams() throws Exception {
    String script = "read line; echo $line; ls /proc/$$/fd; true";
    CommandRunner runner = new CommandRunner(Launcher.SPAWN);
    for (int stream = 0; stream <= 2; stream++) {
      LibC.close(stream);
    }
    return runner.read(command("one\n", "sh", "-c", script))
        + runner.read(command("two\n", "sh", "-c", script));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void passesVariablesOnAsTheJdkDoes(String locale) throws Exception {
    String odd = "ODD=$(printf '\\377\\303\\251=\\n-') NO= KNOCK_DOOR=old";

    assertThat(told("variables", "export LC_ALL=" + locale + " " + odd + "; "))
        .contains("\0ODD=\377\303\251=\n-\0")
        .contains("\0NO=\0")
        .containsOnlyOnce("\0KNOCK_DOOR=")
        .doesNotContain("old");
  }

  private static String variables() throws Exception {
    String spawned = variables(Launcher.SPAWN);
    assertThat(spawned).isEqualTo(variables(Launcher.PLAIN));
    return spawned;
  }

  private static String variables(Launcher launcher) throws Exception {
    Map<String, String> more = Map.of("KNOCK_DOOR", "\u00e9 \u4e2d", "KNOCK_VISITOR", "");
    Process process = launcher.start(List.of("cat", "/proc/self/environ"), more, false);
    process.waitFor();
    String environment = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    return "\0" + String.join("\0", new TreeSet<>(Arrays.asList(environment.split("\0")))) + "\0";
  }

  @Test
  void keepsNoFileOpenWhenThereAreTooFew() throws Exception {
    assertThat(told("files", "ulimit -n 64; ")).isEqualTo("started");
  }

  private static String withFewFiles() throws Exception {
    CommandRunner runner = new CommandRunner(Launcher.SPAWN);
    runner.run(command("line", "cat"), line -> {}); // loads classes, as does a failure
    assertThatThrownBy(() -> runner.run(command("line", "cat", "x".repeat(1 << 20)), line -> {}))
        .hasStackTraceContaining("Argument list too long");
    Deque<FileInputStream> files = new ArrayDeque<>();
    takeAll(files);
    for (int free = 0; free < 20; free++) {
      int taken = files.size();
      try {
        runner.run(command("line", "cat"), line -> {});
        files.forEach(LauncherIT::close);
        return free > 0 ? "started" : "started without a pipe";
      } catch (CommandFailedException e) {
        awaitAll(taken + free, files);
      }
      for (int i = 0; i <= free; i++) {
        close(files.pop());
      }
    }
    return "not started";
  }

  /** The JVM itself may have a file open for a moment, one in /proc or /sys. */
  private static void awaitAll(int count, Deque<FileInputStream> files) throws Exception {
    for (int tries = 0; files.size() < count; tries++) {
      if (tries == 100) {
        throw new IllegalStateException("files left open: " + (count - files.size()));
      }
      Thread.sleep(10);
      takeAll(files);
    }
  }

  private static void takeAll(Deque<FileInputStream> files) {
    try {
      while (true) {
        files.push(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      // no more
    }
  }

  private static void close(FileInputStream file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Invocation command(String input, String... argv) {
    return new Invocation(List.of(argv), Map.of(), input, Duration.ofSeconds(30));
  }

  private String told(String what, String before) throws Exception {
    Path file = folder.resolve("told");
    Process process = new ProcessBuilder(
            "sh",
            "-c",
            before + "exec \"$@\"",
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            OddMain.class.getName(),
            what,
            file.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("output"))).isZero();
    return Files.readString(file, ISO_8859_1);
  }
}
