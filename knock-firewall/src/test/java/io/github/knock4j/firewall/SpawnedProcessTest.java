// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is not the same where the JDK starts commands. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class SpawnedProcessTest {

  private static final int SIGWINCH = 28;
  private static final Pointer SIG_IGN = Pointer.createConstant(1);

  @Test
  void blocksAndIgnoresNoSignalWhateverThisJvmDoes() throws Exception {
    Function signal = NativeLibrary.getProcess().getFunction("signal");
    Pointer before = signal.invokePointer(new Object[] {SIGWINCH, SIG_IGN});
    String status;
    try {
      status = printedBy("grep", "^Sig[BI]", "/proc/self/status");
    } finally {
      signal.invokePointer(new Object[] {SIGWINCH, before});
    }

    assertThat(status).isEqualTo("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  }

  @Test
  void answersAllThatWasPrintedBeforeTheEndThoughAChildGoesOnPrinting() throws Exception {
    String expected = IntStream.rangeClosed(1, 10_000)
        .mapToObj(number -> number + "\n")
        .collect(Collectors.joining());
    Invocation command = new Invocation(
        List.of("sh", "-c", "seq 10000; (while echo again; do :; done) & exit 0"),
        Map.of(),
        ofSeconds(30));

    for (int i = 0; i < 50; i++) {
      assertThat(new CommandRunner(Launcher.SPAWN).read(command)).startsWith(expected);
    }
  }

  @Test
  void runsAsManyCommandsAtOnceAsThereAreThreads() throws Exception {
    CommandRunner runner = new CommandRunner(Launcher.SPAWN);
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      List<Callable<String>> commands = IntStream.range(0, 256)
          .<Callable<String>>mapToObj(i -> () ->
              runner.read(new Invocation(List.of("cat"), Map.of(), "number " + i, ofSeconds(50))))
          .toList();
      List<Future<String>> printed = threads.invokeAll(commands);

      for (int i = 0; i < printed.size(); i++) {
        assertThat(printed.get(i).get()).isEqualTo("number " + i);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void endsLikeAnyProcess() throws Exception {
    Process process = start("sleep", "1000");
    assertThat(process.isAlive()).isTrue();
    assertThat(process.pid()).isEqualTo(process.toHandle().pid());
    assertThat(process.waitFor(1, TimeUnit.MILLISECONDS)).isFalse();
    assertThatThrownBy(process::exitValue).isInstanceOf(IllegalThreadStateException.class);

    process.destroy();

    assertThat(process.waitFor()).isEqualTo(128 + 15);
    assertThat(process.exitValue()).isEqualTo(128 + 15);
    assertThat(process.isAlive()).isFalse();
    assertThat(process.toHandle().isAlive()).isFalse();
    close(process);
  }

  @Test
  void refusesWhatCWouldCutShort() {
    assertThatThrownBy(() -> start("echo", "a\0b"))
        .isInstanceOf(IOException.class)
        .hasMessage("arguments and variables must not hold a NUL character");
  }

  private static String printedBy(String... argv) throws Exception {
    Process process = start(argv);
    process.waitFor();
    String printed = new String(process.getInputStream().readAllBytes(), US_ASCII);
    close(process);
    return printed;
  }

  private static Process start(String... argv) throws IOException {
    return Launcher.SPAWN.start(List.of(argv), Map.of(), false);
  }

  private static void close(Process process) throws IOException {
    process.getInputStream().close();
    process.getErrorStream().close();
  }
}
