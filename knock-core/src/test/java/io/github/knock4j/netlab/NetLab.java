// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.netlab;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Several hosts on one machine: network namespaces that are joined by veth pairs, as in {@code
 * ip-netns(8)} and {@code veth(4)}. Nothing outside of them is touched.
 *
 * <pre>{@code
 * NetLab.require("knock");
 * try (NetLab lab = NetLab.open()) {
 *   Host server = lab.host("server");
 *   Host client = lab.host("client");
 *   lab.join(server, client);
 *   client.run("knock", "10.9.0.1", "7001:tcp");
 * }
 * }</pre>
 *
 * <p>{@link #close} ends the processes that were started in the hosts and removes the hosts, also
 * when setting them up failed half-way; a hook does so if the JVM ends first. Names carry the
 * process id and a count, so laboratories can run side by side. Not thread-safe.
 */
public final class NetLab implements AutoCloseable {

  private static final Duration SET_UP = Duration.ofSeconds(10);
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Set<NetLab> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> List.copyOf(OPEN).forEach(NetLab::close), "netlab-end"));
  }

  private final String prefix =
      "knock4j-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + "-";
  private final Deque<Host> hosts = new ArrayDeque<>();

  private NetLab() {}

  /**
   * Skips the test, and prints why, unless a laboratory can be opened here and these programs are
   * installed. Where the environment has {@code CI} set, nothing may be skipped: fails instead.
   *
   * @param programs what the test executes besides {@code ip}
   */
  public static void require(String... programs) {
    requirePrograms("ip", "unshare");
    if (Exec.run(List.of("unshare", "--net", "true"), SET_UP).status() != 0) {
      skip("network namespaces need root");
    }
    requirePrograms(programs);
  }

  /**
   * Skips the test in the same way, unless these programs are installed; for a test without
   * network.
   *
   * @param programs what the test needs
   */
  public static void requirePrograms(String... programs) {
    List<String> missing =
        Stream.of(programs).filter(program -> !Exec.isInstalled(program)).toList();
    if (!missing.isEmpty()) {
      skip("not installed: " + missing);
    }
  }

  private static void skip(String reason) {
    if (System.getenv("CI") != null) {
      throw new AssertionError(reason);
    }
    System.out.println("skipped: " + reason);
    Assumptions.abort(reason);
  }

  /**
   * Opens a laboratory without hosts.
   *
   * @return the laboratory
   */
  public static NetLab open() {
    NetLab lab = new NetLab();
    OPEN.add(lab);
    return lab;
  }

  /**
   * Adds a host; its loopback interface is up.
   *
   * @param name unique in this laboratory
   * @return the host
   */
  public Host host(String name) {
    Host host = new Host(prefix + name);
    hosts.push(host); // before it exists, so that closing removes half a host as well
    Exec.run(List.of("ip", "netns", "add", host.namespace()), SET_UP).orFail();
    host.run("ip", "link", "set", "lo", "up");
    return host;
  }

  /**
   * Joins two hosts by a cable between interfaces called {@code eth0}, both up.
   *
   * @param one has the addresses 10.9.0.1/24 and fd09::1/64
   * @param other has the addresses 10.9.0.2/24 and fd09::2/64
   */
  public void join(Host one, Host other) {
    join(one, "eth0", other, "eth0");
    one.address("eth0", "10.9.0.1/24", "fd09::1/64");
    other.address("eth0", "10.9.0.2/24", "fd09::2/64");
  }

  /**
   * Joins two hosts by a cable with an interface at each end. Both are up, without an address.
   *
   * @param one a host
   * @param oneInterface the new interface's name there
   * @param other another host
   * @param otherInterface the new interface's name there
   */
  public void join(Host one, String oneInterface, Host other, String otherInterface) {
    Exec.run(
            List.of(
                "ip",
                "link",
                "add",
                oneInterface,
                "netns",
                one.namespace(),
                "type",
                "veth",
                "peer",
                "name",
                otherInterface,
                "netns",
                other.namespace()),
            SET_UP)
        .orFail();
    one.run("ip", "link", "set", oneInterface, "up");
    other.run("ip", "link", "set", otherInterface, "up");
  }

  @Override
  public void close() {
    while (!hosts.isEmpty()) {
      hosts.pop().remove();
    }
    OPEN.remove(this);
  }
}
