// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's knock client, a network, and a program that embeds the library. */
class EmbeddedIT {

  private static final Duration PATIENCE = ofSeconds(60);

  @TempDir
  private Path folder;

  private NetLab lab;
  private Host client;
  private Host server;
  private Path capture;
  private Running recording;
  private Running program;

  @BeforeEach
  void setUp() {
    NetLab.require("knock", "tcpdump");
    lab = NetLab.open();
    server = lab.host("server");
    client = lab.host("client");
    lab.join(server, client);
    client.address("eth0", "10.9.0.3/24");
    capture = folder.resolve("knocks.pcap");
    recording = server.start(
        "tcpdump",
        "-Z",
        "root",
        "--immediate-mode",
        "-U",
        "-n",
        "-Q",
        "in",
        "-i",
        "eth0",
        "-w",
        capture.toString());
    recording.awaitLine("listening on", PATIENCE);
    program = server.startJava(Embedded.class, List.of(), "eth0");
    program.awaitLine("ready", PATIENCE);
  }

  @AfterEach
  void tearDown() {
    lab.close();
  }

  @Test
  void opensAndClosesToDebiansClientOverIpv4AndIpv6() throws Exception {
    client.run("knock", "-d", "50", "10.9.0.1", "7000", "8000:udp", "9000");
    program.awaitLine("closed leased 10.9.0.2", PATIENCE);
    client.run("knock", "-6", "-d", "50", "fd09::1", "7000", "8000:udp", "9000");
    program.awaitLine("closed leased fd09::2", PATIENCE);

    String told = endOfProgram();
    assertThat(occurrences(told, "callback 10.9.0.2")).isOne();
    assertThat(occurrences(told, "callback fd09::2")).isOne();
    assertThat(occurrences(told, "opened leased 10.9.0.2")).isOne();
    assertThat(occurrences(told, "opened leased fd09::2")).isOne();
    assertThat(told).contains("openings 4").doesNotContain("failed");
    assertThat(visitorsInCapture(Embedded.LEASED)).containsExactly("10.9.0.2", "fd09::2");
    assertThat(visitorsInCapture(Embedded.ONCE)).containsExactly("10.9.0.2", "fd09::2");
  }

  @Test
  void staysShutToEveryWrongOrder() throws Exception {
    List<List<String>> wrong = List.of(
        List.of("7000", "9000", "8000:udp"),
        List.of("8000:udp", "7000", "9000"),
        List.of("9000", "8000:udp", "7000"),
        List.of("7000", "8000", "9000"),
        List.of("7000", "8000:udp", "22", "9000"));
    for (List<String> order : wrong) {
      client.run(knock(order, "-4", "10.9.0.1"));
      client.run(knock(order, "-6", "fd09::1"));
    }

    String told = endOfProgram();
    assertThat(told).contains("openings 0").doesNotContain("opened", "callback", "failed");
    assertThat(visitorsInCapture(Embedded.LEASED)).isEmpty();
  }

  private static String[] knock(List<String> order, String family, String host) {
    Stream<String> client = Stream.of("knock", family, "-d", "20", host);
    return Stream.concat(client, order.stream()).toArray(String[]::new);
  }

  private String endOfProgram() {
    program.send("");
    program.awaitLine("done", PATIENCE);
    return program.output();
  }

  private List<String> visitorsInCapture(Door door) throws IOException {
    recording.close();
    return CaptureReview.openings(capture, door).stream()
        .map(Grant::visitor)
        .map(Object::toString)
        .toList();
  }

  private static long occurrences(String text, String line) {
    return Pattern.compile(Pattern.quote(line)).matcher(text).results().count();
  }
}
