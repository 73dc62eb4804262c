// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.netlab;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NetLabIT {

  @BeforeAll
  static void here() {
    NetLab.require("bash", "sleep");
  }

  @Test
  void joinsHostsThatReachEachOtherAtOnce() {
    try (NetLab lab = NetLab.open()) {
      Host one = lab.host("one");
      Host other = lab.host("other");
      lab.join(one, "eth0", other, "eth0");
      one.address("eth0", "10.9.0.1/24", "fd09::1/64");
      other.address("eth0", "10.9.0.2/24", "fd09::2/64");

      assertThat(connect(one, "10.9.0.2")).contains("Connection refused");
      assertThat(connect(other, "fd09::1")).contains("Connection refused");
    }
  }

  @Test
  void leavesNothingBehindWhenSettingUpFailsHalfWay() {
    NetLab lab = NetLab.open();
    Host host = lab.host("lonely");
    Running sleeper = host.start("sleep", "600");

    assertThatThrownBy(() -> lab.host("lonely")).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> host.address("eth0", "10.9.0.1/24"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("eth0");
    lab.close();

    assertThat(namespaces()).doesNotContain(host.namespace());
    assertThat(ProcessHandle.of(sleeper.pid()).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void runsAClassInAHostAndReadsItsLines() {
    try (NetLab lab = NetLab.open()) {
      Running echo = lab.host("java").startJava(Echo.class, List.of("-Dwho=child"), "hello");

      assertThat(echo.awaitLine("ready", ofSeconds(20))).isEqualTo("ready hello child");
      echo.send("over");
      assertThat(echo.awaitEnd(ofSeconds(20)).orFail()).endsWith("over\n");
    }
  }

  @Test
  void failsWithTheOutputWhenALineDoesNotCome() {
    try (NetLab lab = NetLab.open()) {
      Running echo = lab.host("silent").start("sh", "-c", "echo one; exec sleep 600");
      echo.awaitLine("one", ofSeconds(20));

      assertThatThrownBy(() -> echo.awaitLine("two", ofMillis(1)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("no line with 'two'")
          .hasMessageEndingWith("one\n");
    }
  }

  private static String connect(Host from, String address) {
    return from.tryRun("bash", "-c", "exec 3<>/dev/tcp/" + address + "/9").output();
  }

  private static String namespaces() {
    return Exec.run(List.of("ip", "netns", "list"), ofSeconds(10)).orFail();
  }

  static final class Echo {
    public static void main(String[] args) {
      System.out.println("ready " + args[0] + " " + System.getProperty("who"));
      try (var in = new java.util.Scanner(System.in)) {
        System.out.println(in.nextLine());
      }
    }
  }
}
