// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.knock4j.firewall.CommandFailedException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way to start a command keeps what all promise. */
@Timeout(60)
@ParameterizedClass
@EnumSource(names = {"SPAWN", "SETSID"})
class CommandRunnerTest {

  private final CommandRunner runner;
  private final List<String> lines = new ArrayList<>();

  CommandRunnerTest(Launcher launcher) {
    runner = new CommandRunner(launcher);
  }

  @Test
  void handsOverWhatACommandPrints() throws Exception {
    run("sh", "-c", "echo one; echo two >&2; printf three");

    assertThat(lines).containsExactlyInAnyOrder("one", "two", "three");
  }

  @Test
  void rehearsesHoweverOftenItIsTold() throws Exception {
    runner.rehearse();
    runner.rehearse();

    run("echo", "in earnest");

    assertThat(lines).containsExactly("in earnest");
  }

  @Test
  void answersStdoutAsAWhole() throws Exception {
    List<String> argv = List.of("sh", "-c", "echo one; echo warning >&2; echo; seq 100000");

    String text = runner.read(new Invocation(argv, Map.of(), ofSeconds(30)));

    assertThat(text).startsWith("one\n\n1\n2\n").endsWith("\n100000\n");
  }

  @Test
  void refusesToAnswerAPartOfStdout() {
    List<String> argv = List.of("head", "-c", "" + (OutputText.LONGEST + 1), "/dev/zero");

    assertThatThrownBy(() -> runner.read(new Invocation(argv, Map.of(), ofSeconds(30))))
        .isInstanceOf(IOException.class)
        .hasMessage("command must print at most 16777216 bytes: 'head' printed more");
  }

  @Test
  void handsACommandItsStdin() throws Exception {
    List<String> argv = List.of("cat");
    String text = "é'\n".repeat(100_000);

    assertThat(runner.read(new Invocation(argv, Map.of(), text, ofSeconds(30)))).isEqualTo(text);
    assertThat(runner.read(new Invocation(argv, Map.of(), ofSeconds(30)))).isEmpty();
  }

  @Test
  void isContentWithACommandThatDoesNotReadItsStdin() throws Exception {
    String text = "x".repeat(1_000_000);

    runner.run(new Invocation(List.of("true"), Map.of(), text, ofSeconds(30)), lines::add);

    assertThatThrownBy(() -> runner.run(
            new Invocation(List.of("sleep", "30"), Map.of(), text, ofMillis(200)), lines::add))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("command must end within PT0.2S");
  }

  @Test
  void passesArgumentsOnAsTheyAre() throws Exception {
    run("printf", "%s\\n", "a b", "", "$(id)", "-x", "*", "'", "\"", ";");

    assertThat(lines).containsExactly("a b", "$(id)", "-x", "*", "'", "\"", ";");
  }

  @Test
  void tellsExitStatusAndStderrOfACommandThatFailed() {
    CommandFailedException failure =
        failureOf("sh", "-c", "echo out; echo no such rule >&2; exit 3");

    assertThat(failure)
        .hasMessage(
            "command must exit with 0, not 3: 'sh -c echo out; echo no such rule >&2; exit 3': no"
                + " such rule");
    assertThat(failure.reason()).isEqualTo(Reason.EXIT_STATUS);
    assertThat(failure.exitStatus()).hasValue(3);
    assertThat(failure.stderr()).isEqualTo("no such rule");
    assertThat(failure.argv()).startsWith("sh", "-c").hasSize(3);
  }

  @Test
  void tellsTheSignalThatEndedACommand() {
    assertThat(failureOf("sh", "-c", "kill -TERM $$").exitStatus()).hasValue(128 + 15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-program", "/no/such/program", "/tmp", "/etc/passwd", "-x", ".."})
  void namesAProgramThatCannotBeStarted(String program) {
    CommandFailedException failure = failureOf(program, "argument");

    assertThat(failure)
        .hasMessage(
            "command must begin with an executable file, found through PATH if it has no slash: '"
                + program + "'");
    assertThat(failure.reason()).isEqualTo(Reason.NOT_STARTED);
    assertThat(failure.exitStatus()).isEmpty();
  }

  @Test
  void tellsWhyAProgramThatIsThereCannotBeStarted() {
    CommandFailedException failure = failureOf("true", "x".repeat(1 << 20));

    assertThat(failure).hasMessageStartingWith("command cannot be started: 'true xxx");
    assertThat(failure).hasStackTraceContaining("Argument list too long");
    assertThat(failure.reason()).isEqualTo(Reason.NOT_STARTED);
  }

  @Test
  void givesAScriptThatNamesNoInterpreterToTheShell(@TempDir Path folder) throws Exception {
    Path script = Files.writeString(folder.resolve("script"), "echo \"$# $1 $0\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    run(script.toString(), "an argument", "*");

    assertThat(lines).containsExactly("2 an argument " + script);
  }

  @Test
  void doesNotMistakeTheStatus127OfACommandForAMissingProgram() {
    assertThat(failureOf("sh", "-c", "exit 127").exitStatus()).hasValue(127);
  }

  @Test
  void startsInTheRootDirectory() throws Exception {
    run("pwd");
    run("bin/echo", "found");

    assertThat(lines).containsExactly("/", "found");
  }

  @Test
  void givesAnEmptyStdin() throws Exception {
    run("wc", "-c");

    assertThat(lines).containsExactly("0");
  }

  @Test
  void makesItLeadASessionOfItsOwn() throws Exception {
    run("sh", "-c", "cut -d ' ' -f 1,5,6,7 /proc/$$/stat");

    String[] ids = lines.get(0).split(" "); // of process, group and session, and its terminal
    assertThat(ids).containsExactly(ids[0], ids[0], ids[0], "0");
  }

  @Test
  void handsOverNothingThatThisJvmHasOpen() throws Exception {
    try (ServerSocketChannel service = ServerSocketChannel.open().bind(null);
        InputStream file = Files.newInputStream(Path.of("/etc/passwd"))) {
      run("sh", "-c", "ls /proc/$$/fd; true"); // true, or ls would take the place of sh
      assertThat(service.isOpen() && file.available() > 0).isTrue();
    }

    assertThat(lines).containsExactly("0", "1", "2");
  }

  @Test
  void addsVariablesToTheEnvironment() throws Exception {
    Map<String, String> more = Map.of("KNOCK_DOOR", "a 'b' $(c)");
    List<String> argv = List.of("sh", "-c", "echo \"$KNOCK_DOOR\"; test -n \"$PATH\"");

    runner.run(new Invocation(argv, more, ofSeconds(30)), lines::add);

    assertThat(lines).containsExactly("a 'b' $(c)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec sleep 1000",
        "sleep 1000 & echo $!; sleep 1000", // a child beside the command
        "(sleep 1000 & echo $!); sleep 1000", // its parent is gone
        "(timeout 1000 sleep 1000 & echo $!); sleep 1000", // and it has its own process group
        "setsid sleep 1000 & echo $!; sleep 1000", // its own session, but its parent lives
        "trap '' TERM HUP INT; sleep 1000 & echo $!; while :; do sleep 0.01; done",
      })
  void killsACommandThatHangsWithAllThatItStarted(String script) {
    CommandFailedException failure = failureOncePrinted(runner, "sh", "-c", "echo $$; " + script);

    assertThat(failure)
        .hasMessageStartingWith("command must end within PT")
        .hasMessageContaining("S, was killed: 'sh -c");
    assertThat(failure.reason()).isEqualTo(Reason.TIME_LIMIT);
    assertThat(failure.exitStatus()).isEmpty();
    assertThat(lines).isNotEmpty().allMatch(pid -> Running.endsSoon(Long.parseLong(pid)));
  }

  @Test
  void killsWhatStillHangsTogetherWhereThereIsNoSetsid() {
    CommandRunner plain = new CommandRunner(Launcher.PLAIN);

    CommandFailedException failure =
        failureOncePrinted(plain, "sh", "-c", "sleep 1000 & echo $!; sleep 1000");

    assertThat(failure.reason()).isEqualTo(Reason.TIME_LIMIT);
    assertThat(lines).hasSize(1).allMatch(pid -> Running.endsSoon(Long.parseLong(pid)));
  }

  @Test
  void waitsForACommandThatHasClosedItsOutput() {
    CommandFailedException failure =
        failureOf("sh", "-c", "echo closing; exec >&- 2>&-; sleep 0.1; exit 3");

    assertThat(failure.exitStatus()).hasValue(3);
    assertThat(lines).containsExactly("closing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exec sleep 1000", "trap '' TERM; sleep 1000", "kill -9 $$", "exit 1"})
  void leavesNoZombie(String script) {
    failureOncePrinted(runner, "sh", "-c", "echo $$; " + script);

    // The thread that waits for its end may be a moment behind.
    while (ProcessHandle.of(Long.parseLong(lines.get(0))).isPresent()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void keepsTheStderrOfACommandThatItKilled() {
    CommandFailedException failure =
        failureOncePrinted(runner, "sh", "-c", "echo waiting for the lock >&2; exec sleep 1000");

    assertThat(failure).hasMessageEndingWith(": waiting for the lock");
  }

  @Test
  void leavesAChildAloneThatOutlivesTheCommandAndHoldsItsPipes() throws Exception {
    run("sh", "-c", "sleep 1000 & echo $!");

    long child = Long.parseLong(lines.get(0));
    assertThat(Running.is(child)).isTrue();
    Running.end(child);
  }

  @Test
  void isNotHeldUpByAChildThatFloodsThePipeAfterTheCommandHasEnded() throws Exception {
    run("sh", "-c", "echo $$; yes & exit 0");

    assertThat(lines.get(0)).matches("[0-9]+");
    assertThat(lines).hasSizeLessThanOrEqualTo(OutputLines.MOST_LINES + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes | head -c 100000000", // many lines
        "head -c 100000000 /dev/zero", // one line
        "yes | head -c 50000000; yes | head -c 50000000 >&2",
      })
  void readsAFloodToItsEndWithoutKeepingIt(String script) throws Exception {
    AtomicReference<Thread> reader = new AtomicReference<>();
    long[] allocated = new long[1];

    runner.run(new Invocation(List.of("sh", "-c", script), Map.of(), ofSeconds(50)), line -> {
      lines.add(line);
      reader.set(Thread.currentThread());
      allocated[0] = allocatedByThisThread();
    });

    assertThat(lines).hasSizeBetween(1, 2 * (OutputLines.MOST_LINES + 1));
    assertThat(lines).allMatch(line -> line.length() <= OutputLines.LONGEST_LINE + 1);
    assertThat(allocated[0]).isLessThan(4 << 20);
    assertThat(reader.get().isAlive()).isFalse();
  }

  @Test
  void killsACommandThatFloodsForever() {
    CommandFailedException failure = failureOncePrinted(runner, "yes");

    assertThat(failure.reason()).isEqualTo(Reason.TIME_LIMIT);
    assertThat(lines).hasSize(OutputLines.MOST_LINES + 1);
  }

  @Test
  void killsACommandWhenItsThreadIsInterrupted() throws Exception {
    CompletableFuture<Long> child = new CompletableFuture<>();
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Invocation command = new Invocation(
        List.of("sh", "-c", "(sleep 1000 & echo $!); sleep 1000"), Map.of(), ofSeconds(50));
    Thread caller = new Thread(() -> {
      try {
        runner.run(command, line -> child.complete(Long.parseLong(line)));
      } catch (Exception e) {
        outcome.complete(e);
      }
    });

    caller.start();
    long pid = child.get(30, TimeUnit.SECONDS);
    caller.interrupt();

    assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(Running.endsSoon(pid)).isTrue();
  }

  @Test
  void startsNothingOnAnInterruptedThread() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> run("echo", "started")).isInstanceOf(InterruptedException.class);

    assertThat(Thread.interrupted()).isFalse();
    assertThat(lines).isEmpty();
  }

  private void run(String... argv) throws IOException, InterruptedException {
    runner.run(new Invocation(List.of(argv), Map.of(), ofSeconds(30)), lines::add);
  }

  private CommandFailedException failureOf(String... argv) {
    return failureWithin(ofSeconds(30), runner, argv);
  }

  /** Leaves it 300 ms, and more where it is not even heard of within that. */
  private CommandFailedException failureOncePrinted(CommandRunner runner, String... argv) {
    Duration limit = ofMillis(300);
    CommandFailedException failure = failureWithin(limit, runner, argv);
    while (lines.isEmpty() && limit.compareTo(ofSeconds(20)) < 0) {
      limit = limit.multipliedBy(5);
      failure = failureWithin(limit, runner, argv);
    }
    return failure;
  }

  private CommandFailedException failureWithin(
      Duration limit, CommandRunner runner, String... argv) {
    return catchThrowableOfType(
        CommandFailedException.class,
        () -> runner.run(new Invocation(List.of(argv), Map.of(), limit), lines::add));
  }

  private static long allocatedByThisThread() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
