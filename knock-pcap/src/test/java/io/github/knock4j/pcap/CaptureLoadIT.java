// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static io.github.knock4j.Tries.least;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Flood;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Result;
import io.github.knock4j.netlab.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a source stands, printed; the bounds that are asserted leave room for a machine that does
 * other things at the same time. Counts are exact everywhere.
 */
class CaptureLoadIT {

  private static final Duration PATIENCE = ofSeconds(70);

  /** Overrides that test processes compile quickly instead of well. */
  private static final List<String> COMPILED_WELL = List.of("-XX:TieredStopAtLevel=4");

  private static final int SYN = 0x02;
  private static final int ACK = 0x10;
  private static final int VISITORS = 50;
  private static final int TRIES = 3;

  /** Of one, the whole. */
  private static final double MOST_LOST = 0.05;

  private static final double MOST_MEDIAN_US = 1_000;

  private NetLab lab;
  private Host server;
  private Host client;

  @BeforeAll
  static void here() {
    NetLab.require();
  }

  @BeforeEach
  void join() {
    lab = NetLab.open();
    server = lab.host("server");
    client = lab.host("client");
    lab.join(server, "eth0", client, "eth0");
    server.address("eth0", "192.0.2.1/24");
  }

  @AfterEach
  void leave() {
    lab.close();
  }

  @Test
  void losesNextToNothingOf300000PacketsASecondAndTellsExactlyHowMany() throws Exception {
    double least = least(TRIES, share -> share <= MOST_LOST, this::lostShare);

    assertThat(least).isLessThanOrEqualTo(MOST_LOST);
  }

  private double lostShare() {
    Running source = listen("udp", "quiet");
    Flood flood = Flood.of(ipv4(17, Frames.udp())).numberedAt(Frames.SOURCE_AT);

    flood.count(300_000).perSecond(100_000).from(client, "eth0").awaitEnd(PATIENCE); // warms up
    source.send("drain 300000");
    source.awaitLine("drained", PATIENCE);
    Running running = flood.count(1_500_000).perSecond(300_000).from(client, "eth0");
    Result ended = running.awaitEnd(PATIENCE);
    long sent = Flood.sent(ended);
    source.send("drain " + (300_000 + sent));
    source.send("close");

    String[] closed = source.awaitLine("closed", PATIENCE).split(" ");
    long heard = Long.parseLong(closed[2]) - 300_000;
    long lost = Long.parseLong(closed[3]);
    System.out.printf(
        "flood of %,d packets/s: %d sent, %d heard, %d lost%n",
        Flood.pace(ended), sent, heard, lost);
    assertThat(heard + lost).isEqualTo(sent);
    return 1.0 * lost / sent;
  }

  /** Data of a connection that stands: bare, in a VLAN, in a VLAN of a VLAN. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void sleepsThroughAMillionPacketsThatNoDoorHears(int tags) {
    byte[] data = Frames.ipv4(6, Frames.tcp(ACK));
    byte[] tagged = Frames.before(data, 0, 5, 0x08, 0x00);
    byte[] download = switch (tags) {
      case 0 -> Frames.ethernet(0x0800, data);
      case 1 -> Frames.ethernet(0x8100, tagged);
      default -> Frames.ethernet(0x88a8, Frames.before(tagged, 0, 6, 0x81, 0x00));
    };

    assertSleepsThrough(download, client);
  }

  @Test
  void sleepsThroughAMillionPacketsThatItsOwnHostSends() {
    assertSleepsThrough(ipv4(6, Frames.tcp(SYN)), server);
  }

  private void assertSleepsThrough(byte[] frame, Host sender) {
    Running source = listen("tcp", "quiet");
    long beforeUs = readersCpuUs(source);

    Flood.of(frame).count(1_000_000).from(sender, "eth0").awaitEnd(PATIENCE).orFail();
    long tookUs = readersCpuUs(source) - beforeUs;
    source.send("close");

    System.out.println("processor time of the readers for 1 M rejected packets: " + tookUs + " µs");
    assertThat(source.awaitLine("closed", PATIENCE)).endsWith(" 0 0");
    assertThat(tookUs).isLessThan(50_000);
  }

  @Test
  void hearsAPacketAFractionOfAMillisecondAfterItWasSent() throws Exception {
    double least = least(TRIES, median -> median <= MOST_MEDIAN_US, this::medianLatencyUs);

    assertThat(least).isLessThanOrEqualTo(MOST_MEDIAN_US);
  }

  private double medianLatencyUs() {
    Running source = listen("tcp", "quiet", "timed");

    byte[] knock = ipv4(6, Frames.tcp(SYN));
    Flood.of(knock)
        .timedAt(Frames.SEQUENCE_AT)
        .count(3_000)
        .perSecond(1_000)
        .from(client, "eth0")
        .awaitEnd(PATIENCE)
        .orFail();
    source.send("latency");

    String[] latency = source.awaitLine("latency", PATIENCE).split(" ");
    source.close();
    System.out.println("wire to handler: p50 " + latency[1] + " µs, p99 " + latency[2] + " µs");
    assertThat(Long.parseLong(latency[1])).isNotNegative();
    return Long.parseLong(latency[1]);
  }

  @Test
  void opensToFiftyVisitorsAmongFiftyThousandStrangersASecond() {
    Running keeper = server.startJava(Guarding.class, COMPILED_WELL, "eth0");
    keeper.awaitLine("ready", PATIENCE);
    byte[] first = ipv4(6, Frames.tcp(SYN, 7001));

    Running flood = Flood.of(Frames.from(0x0b000000, first))
        .numberedAt(Frames.SOURCE_AT)
        .count(500_000)
        .perSecond(50_000)
        .from(client, "eth0");
    flood.awaitLine("sending", PATIENCE);
    knockFromAll(first, ipv4(17, Frames.udp(8002)), ipv4(6, Frames.tcp(SYN, 9003)));
    long sent = Flood.sent(flood.awaitEnd(PATIENCE));
    for (int i = 0; i < VISITORS; i++) {
      keeper.awaitLine("opened ", PATIENCE); // by threads that may come after all packets
    }
    keeper.send("status");

    String status = keeper.awaitLine("status", PATIENCE);
    Set<String> opened = new TreeSet<>();
    keeper.output().lines().filter(line -> line.startsWith("opened ")).forEach(opened::add);
    System.out.println("visitors let in during a flood of " + sent + " first knocks: "
        + opened.size() + "; packets seen and lost: " + status);
    assertThat(sent).isEqualTo(500_000);
    assertThat(opened).hasSize(VISITORS).allMatch(it -> it.startsWith("opened 198.51.100."));
  }

  /** All send their first knocks, then all their second ones, then the third. */
  private void knockFromAll(byte[]... knocks) {
    List<String> argv = new ArrayList<>(List.of("eth0"));
    for (byte[] knock : knocks) {
      for (int visitor = 1; visitor <= VISITORS; visitor++) {
        argv.add(HexFormat.of().formatHex(Frames.from(0xc6336400 + visitor, knock)));
      }
      argv.add("pause");
    }
    client
        .startJava(Sending.class, List.of(), argv.toArray(String[]::new))
        .awaitEnd(PATIENCE)
        .orFail();
  }

  private static byte[] ipv4(int protocol, byte[] payload) {
    return Frames.ethernet(0x0800, Frames.ipv4(protocol, payload));
  }

  private static long readersCpuUs(Running source) {
    source.send("cpu");
    return Long.parseLong(source.awaitLine("cpu", PATIENCE).split(" ")[1]);
  }

  private Running listen(String... options) {
    List<String> arguments = new ArrayList<>(List.of("eth0"));
    arguments.addAll(List.of(options));
    Running source =
        server.startJava(Listening.class, COMPILED_WELL, arguments.toArray(String[]::new));
    source.awaitLine("ready", PATIENCE);
    return source;
  }
}
