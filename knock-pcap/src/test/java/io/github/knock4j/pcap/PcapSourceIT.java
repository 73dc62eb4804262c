// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static io.github.knock4j.Tries.assertPrompt;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A source in a JVM of its own on one host, knocked at from another. */
class PcapSourceIT {

  private static final Duration PATIENCE = ofSeconds(20);

  private NetLab lab;
  private Host server;
  private Host client;

  @BeforeAll
  static void here() {
    NetLab.require("knock", "hping3", "setpriv");
  }

  @BeforeEach
  void join() {
    lab = NetLab.open();
    server = lab.host("server");
    client = lab.host("client");
    lab.join(server, client);
  }

  @AfterEach
  void leave() {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth0", "any"})
  void hearsKnocksOfBothProtocolsAndFamilies(String device) {
    Running source = listen(device, "tcp", "udp");

    knock("10.9.0.1", "7001:tcp", "8002:udp");
    knock("fd09::1", "7001:tcp", "8002:udp");

    assertThat(hear(source, 4))
        .containsExactly(
            "heard TCP 10.9.0.2 10.9.0.1 7001 local",
            "heard UDP 10.9.0.2 10.9.0.1 8002 local",
            "heard TCP fd09::2 fd09::1 7001 local",
            "heard UDP fd09::2 fd09::1 8002 local");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth0", "any"})
  void hearsKnocksThatTheFilterLanguageWouldLose(String device) {
    Running source = listen(device, "tcp");
    byte[] knock = Frames.tcp(0x02);
    byte[] extended = Frames.ipv6(60, Frames.before(knock, 6, 0, 0, 0, 0, 0, 0, 0));
    byte[] tagged = Frames.before(Frames.ipv4(6, knock), 0, 5, 0x08, 0x00);

    send(
        Frames.ethernet(0x86dd, extended),
        Frames.ethernet(0x8100, tagged),
        Frames.ethernet(0x8864, Frames.pppoe(true, Frames.ipv4(6, knock))));

    assertThat(hear(source, 3))
        .containsExactly(
            "heard TCP 2001:db8::7 2001:db8::1 7001 foreign",
            "heard TCP 192.0.2.7 192.0.2.1 7001 foreign",
            "heard TCP 192.0.2.7 192.0.2.1 7001 foreign");
  }

  @Test
  void hearsKnocksWithTheNewerCookedHeader() {
    Running source = server.startJava(ListeningCooked.class, List.of());
    assertThat(source.awaitLine("ready", PATIENCE)).isEqualTo("ready LINUX_COOKED_2");
    byte[] tagged = Frames.before(Frames.ipv4(6, Frames.tcp(0x02)), 0, 5, 0x08, 0x00);

    knock("10.9.0.1", "7001:tcp");
    knock("fd09::1", "8002:udp");
    send(Frames.ethernet(0x8100, tagged));

    assertThat(hear(source, 3))
        .containsExactly(
            "heard TCP 10.9.0.2 10.9.0.1 7001 local",
            "heard UDP fd09::2 fd09::1 8002 local",
            "heard TCP 192.0.2.7 192.0.2.1 7001 local");
  }

  @Test
  void hearsKnocksInAVlanOfAVlan() {
    Running source = listen("eth0", "tcp");
    byte[] tagged = Frames.before(Frames.ipv4(6, Frames.tcp(0x02)), 0, 5, 0x08, 0x00);

    send(Frames.ethernet(0x88a8, Frames.before(tagged, 0, 6, 0x81, 0x00)));

    assertThat(hear(source, 1)).containsExactly("heard TCP 192.0.2.7 192.0.2.1 7001 foreign");
  }

  @Test
  void hearsKnocksInThroughputModeToo() {
    Running source = listen("eth0", "udp", "throughput");

    knock("10.9.0.1", "8002:udp");

    assertThat(hear(source, 1)).containsExactly("heard UDP 10.9.0.2 10.9.0.1 8002 local");
  }

  @Test
  void goesOnHearingWhateverItsHandlerThrows() {
    Running source = listen("eth0", "tcp", "udp", "failing");

    knock("10.9.0.1", "7001:tcp", "8002:udp");

    assertThat(hear(source, 2))
        .containsExactly(
            "heard TCP 10.9.0.2 10.9.0.1 7001 local", "heard UDP 10.9.0.2 10.9.0.1 8002 local");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth0", "any"})
  void hearsNothingThatItsOwnHostSends(String device) {
    Running source = listen(device, "tcp", "udp");

    server.run("knock", "10.9.0.2", "7001:tcp", "8002:udp");
    knock("10.9.0.1", "9003:udp");

    assertThat(hear(source, 1)).containsExactly("heard UDP 10.9.0.2 10.9.0.1 9003 local");
  }

  @Test
  void hearsOnlyTheFlagsThatADoorAsksFor() {
    Running source = listen("eth0", "any");

    server.run("knock", "10.9.0.2", "7001:tcp"); // refused by a RST from port 7001
    knock("10.9.0.1", "9003:tcp");

    assertThat(hear(source, 2)).element(0).asString().startsWith("heard TCP 10.9.0.2 10.9.0.1 ");
    assertThat(source.output()).contains(" 9003 local");
  }

  @Test
  void tellsItsInterfacesAddressesFromOthers() {
    server.address("lo", "10.8.0.1/32");
    client.run("ip", "route", "add", "10.8.0.1", "via", "10.9.0.1");
    Running one = listen("eth0", "udp");
    Running any = listen("any", "udp");

    knock("10.8.0.1", "8002:udp");

    assertThat(hear(one, 1)).containsExactly("heard UDP 10.9.0.2 10.8.0.1 8002 foreign");
    assertThat(hear(any, 1)).containsExactly("heard UDP 10.9.0.2 10.8.0.1 8002 local");
  }

  @Test
  void learnsOfANewAddressBeforeSomebodyCanKnockAtIt() {
    Running source = listen("eth0", "udp");

    server.address("eth0", "10.9.0.3/24");
    knock("10.9.0.3", "8002:udp");

    assertThat(hear(source, 1)).containsExactly("heard UDP 10.9.0.2 10.9.0.3 8002 local");
  }

  @Test
  void hearsNewDoorsAndForgetsOldOnes() {
    Running source = listen("eth0", "udp");

    watch(source, "tcp");
    knock("10.9.0.1", "8002:udp", "7001:tcp");
    assertThat(hear(source, 1)).containsExactly("heard TCP 10.9.0.2 10.9.0.1 7001 local");

    watch(source, "none");
    knock("10.9.0.1", "8002:udp", "7001:tcp");
    watch(source, "tcp", "udp");
    knock("10.9.0.1", "8003:udp", "7002:tcp");

    assertThat(hear(source, 2))
        .containsExactly(
            "heard UDP 10.9.0.2 10.9.0.1 8003 local", "heard TCP 10.9.0.2 10.9.0.1 7002 local");
  }

  /** 20 KiB for filters is what kernels before 6.8 have. */
  @ParameterizedTest
  @ValueSource(ints = {131_072, 20_480})
  void hearsAThousandDoorsWhateverRoomTheKernelHas(int roomBytes) {
    server.run("sysctl", "-w", "net.core.optmem_max=" + roomBytes);
    Running source = listen("eth0", "udp");

    watch(source, "thousand", "udp");
    watch(source, "thousand");
    knock("10.9.0.1", "8002:udp", "10000:udp", "10014:udp", "23986:udp");

    assertThat(hear(source, 3)).allMatch(line -> line.matches(".* (10000|10014|23986) local"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lowLatency", "throughput"})
  void stopsAtOnceInSilence(String mode) throws Exception {
    assertPrompt(() -> {
      Running source = listen("eth0", "tcp", mode, "quiet");

      source.send("close");

      return stopTime(source);
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"lowLatency", "throughput"})
  void stopsAtOnceInAFlood(String mode) throws Exception {
    assertPrompt(() -> {
      Running source = listen("eth0", "udp", mode, "quiet");
      Running flood =
          client.start("hping3", "--udp", "--flood", "--rand-source", "-p", "8002", "10.9.0.1");
      source.awaitLine("many", PATIENCE);

      watch(source, "tcp", "udp");
      source.send("close");
      Duration took = stopTime(source);
      flood.close();

      return took;
    });
  }

  @Test
  void tellsHowManyPacketsItLost() {
    Running source = listen("eth0", "udp", "quiet", "held");

    client.tryRun("hping3", "--udp", "-q", "-c", "2000", "-i", "u10", "-p", "8002", "10.9.0.1");
    source.send("go");
    source.send("close");

    String[] closed = source.awaitLine("closed", PATIENCE).split(" ");
    assertThat(Long.parseLong(closed[3])).isBetween(1L, 2_000L - Long.parseLong(closed[2]));
  }

  @Test
  void namesTheInterfacesThereAreWhenItsOwnMustBeUpAndIsMissing() {
    assertThat(failure(server.startJava(Listening.class, List.of(), "eht0", "udp", "mustBeUp")))
        .isEqualTo("failed: interface 'eht0' does not exist, there are [eth0, lo]");
  }

  @Test
  void saysThatItsInterfaceIsDownWhenItMustBeUp() {
    server.run("ip", "link", "set", "eth0", "down");

    assertThat(failure(server.startJava(Listening.class, List.of(), "eth0", "udp", "mustBeUp")))
        .isEqualTo("failed: interface 'eth0' is down, see 'ip link set eth0 up'");
  }

  @Test
  void namesTheCapabilityThatItLacks() {
    List<String> argv = new ArrayList<>(List.of("setpriv", "--bounding-set", "-all"));
    argv.addAll(List.of("--inh-caps", "-all"));
    argv.addAll(Host.java(Listening.class, List.of(), "eth0", "udp"));

    assertThat(failure(server.start(argv)))
        .startsWith("failed: cannot capture: needs the capability CAP_NET_RAW");
  }

  @Test
  void namesThePackageThatItLacks() {
    List<String> withoutLibpcap = List.of("-Dorg.pcap4j.core.pcapLibName=nowhere");

    assertThat(failure(server.startJava(Listening.class, withoutLibpcap, "eth0", "udp")))
        .startsWith("failed: libpcap cannot be loaded: install it")
        .contains("libpcap0.8");
  }

  private Running listen(String... arguments) {
    Running source = server.startJava(Listening.class, List.of(), arguments);
    source.awaitLine("ready", PATIENCE);
    return source;
  }

  private void knock(String address, String... ports) {
    List<String> argv = new ArrayList<>(List.of("knock", address));
    argv.addAll(List.of(ports));
    client.run(argv.toArray(String[]::new));
  }

  private void send(byte[]... frames) {
    List<String> argv = new ArrayList<>(List.of("eth0"));
    Stream.of(frames).map(HexFormat.of()::formatHex).forEach(argv::add);
    String[] arguments = argv.toArray(String[]::new);
    client.startJava(Sending.class, List.of(), arguments).awaitEnd(PATIENCE).orFail();
  }

  private static void watch(Running source, String... what) {
    source.send("watch " + String.join(" ", what));
    source.awaitLine("watching", PATIENCE);
  }

  private static List<String> hear(Running source, int count) {
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      heard.add(source.awaitLine("heard", PATIENCE));
    }
    return heard;
  }

  private static Duration stopTime(Running source) {
    String line = source.awaitLine("closed", PATIENCE);
    System.out.println("stop time in µs, packets heard, packets lost: " + line);
    return Duration.ofNanos(1_000 * Long.parseLong(line.split(" ")[1]));
  }

  private static String failure(Running source) {
    return source.awaitLine("failed", PATIENCE);
  }
}
