// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.packet.Frames;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnPacketsTest {

  private static final String VISITOR = "203.0.113.7";
  private static final String HERE = "192.0.2.1";

  @Test
  void opensToFramesOfOnesOwn() {
    List<Grant> openings = new ArrayList<>();
    OwnPackets packets = new OwnPackets(List.of(SshDoor.door()), openings::add);

    send(packets, Frames.ethernet().ip(VISITOR, HERE).tcp(40_000, 7001).bytes(), 1);
    send(packets, Frames.ethernet().ip(VISITOR, HERE).udp(40_001, 8002).bytes(), 2);
    send(packets, Frames.ethernet().ip(VISITOR, HERE).tcp(40_002, 9003).bytes(), 3);

    assertThat(openings).extracting(Grant::visitor).containsExactly(IpAddress.parse(VISITOR));
    assertThat(packets.onIdle(4)).isZero();
  }

  @Test
  void tellsFromACaptureFileToWhomTheDoorsOfAConfigurationWouldHaveOpened(@TempDir Path folder)
      throws Exception {
    Path capture = folder.resolve("capture.pcap");
    Capture.of(true, 1_000)
        .frame(1_700_000_000_000_000_000L, knock(7001))
        .frame(1_700_000_001_000_000_000L, knock(8002))
        .frame(1_700_000_002_000_000_000L, knock(9003))
        .write(capture);
    Path config = Files.writeString(
        folder.resolve("knockd.conf"), "[ssh]\nsequence = 7001,8002,9003\ncommand = true\n");

    String printed =
        printedBy(() -> OwnPackets.main(new String[] {capture.toString(), config.toString()}));

    assertThat(printed.lines())
        .containsExactly(
            "2023-11-14T22:13:22Z ssh would have opened to 203.0.113.7", "3 frames, 1 openings");
  }

  private static byte[] knock(int port) {
    return Frames.ethernet().ip(VISITOR, HERE).tcp(40_000 + port, port).bytes();
  }

  private interface Program {
    void run() throws Exception;
  }

  private static String printedBy(Program program) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true));
    try {
      program.run();
    } finally {
      System.setOut(out);
    }
    return printed.toString();
  }

  private static void send(OwnPackets packets, byte[] frame, long nowNs) {
    packets.onFrame(frame, frame.length, nowNs);
  }
}
