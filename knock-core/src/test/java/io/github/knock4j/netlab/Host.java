// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.netlab;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A host of a {@link NetLab}: a network namespace, and the processes that were started in it. */
public final class Host {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String namespace;
  private final Deque<Running> running = new ArrayDeque<>();
  private List<String> before = List.of();

  Host(String namespace) {
    this.namespace = namespace;
  }

  /**
   * The name that {@code ip netns} knows this host by.
   *
   * @return unique on this machine
   */
  public String namespace() {
    return namespace;
  }

  /**
   * Gives an interface addresses that can be used at once (IPv6 without duplicate detection).
   *
   * @param interfaceName the interface
   * @param addresses each with its prefix length
   * @return this
   */
  public Host address(String interfaceName, String... addresses) {
    for (String address : addresses) {
      List<String> argv = new ArrayList<>(List.of("ip", "address", "add", address));
      argv.addAll(List.of("dev", interfaceName));
      if (address.contains(":")) {
        argv.add("nodad");
      }
      run(argv.toArray(String[]::new));
    }
    return this;
  }

  /**
   * Has what is started from now on run on some of the machine's processors only: taskset(1).
   *
   * @param processors their numbers
   * @return this
   */
  public Host onProcessors(List<Integer> processors) {
    String list = processors.stream().map(String::valueOf).collect(Collectors.joining(","));
    before = List.of("taskset", "--cpu-list", list);
    return this;
  }

  /**
   * Executes a program and waits for its end; it fails if that takes longer than 2 min.
   *
   * @param argv program and arguments, no shell
   * @return what it wrote to standard output and error
   * @throws AssertionError if its exit status is not 0
   */
  public String run(String... argv) {
    return tryRun(argv).orFail();
  }

  /**
   * Executes a program and waits for its end; it fails if that takes longer than 2 min.
   *
   * @param argv program and arguments, no shell
   * @return exit status and output
   */
  public Result tryRun(String... argv) {
    return Exec.run(inside(List.of(argv)), PATIENCE);
  }

  /**
   * Starts a program and leaves it running until the laboratory closes.
   *
   * @param argv program and arguments, no shell
   * @return the process
   */
  public Running start(String... argv) {
    return start(List.of(argv));
  }

  /**
   * Starts a program and leaves it running until the laboratory closes.
   *
   * @param argv program and arguments, no shell
   * @return the process
   */
  public Running start(List<String> argv) {
    List<String> whole = new ArrayList<>(before);
    whole.addAll(argv);
    Running process = Running.start(inside(whole));
    running.push(process);
    return process;
  }

  /**
   * Starts a class of the test class path in a JVM of its own, the same Java that runs the test.
   *
   * @param main a class with a main method
   * @param jvmArguments for the JVM
   * @param arguments for the main method
   * @return the process
   */
  public Running startJava(Class<?> main, List<String> jvmArguments, String... arguments) {
    return start(java(main, jvmArguments, arguments));
  }

  /**
   * The command that {@link #startJava} executes, for a test that puts another program before it.
   *
   * @param main a class with a main method
   * @param jvmArguments for the JVM
   * @param arguments for the main method
   * @return program and arguments
   */
  public static List<String> java(Class<?> main, List<String> jvmArguments, String... arguments) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> argv = new ArrayList<>();
    argv.add(System.getProperty("java.home") + "/bin/java");
    argv.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", classPath));
    if (Runtime.version().feature() >= 24) {
      argv.add("--enable-native-access=ALL-UNNAMED");
    }
    argv.addAll(jvmArguments);
    argv.add(main.getName());
    argv.addAll(List.of(arguments));
    return argv;
  }

  private List<String> inside(List<String> argv) {
    List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    whole.addAll(argv);
    return whole;
  }

  /** Ends what was started here, then what those left behind, then the namespace itself. */
  void remove() {
    while (!running.isEmpty()) {
      running.pop().close();
    }
    Result left = Exec.run(List.of("ip", "netns", "pids", namespace), PATIENCE);
    if (left.status() == 0) {
      left.output()
          .lines()
          .map(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).orElse(null))
          .filter(Objects::nonNull)
          .forEach(ProcessHandle::destroyForcibly);
    }
    Exec.run(List.of("ip", "netns", "delete", namespace), PATIENCE);
  }
}
