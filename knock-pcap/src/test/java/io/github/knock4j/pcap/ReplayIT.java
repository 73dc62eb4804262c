// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same knocks, heard live and read from the files that other programs wrote at that moment. */
class ReplayIT {

  private static final Duration PATIENCE = ofSeconds(20);
  private static final String KNOCKS =
      "(dst host 10.9.0.1 or dst host fd09::1) and (tcp[13] & 2 != 0 or ip6 proto 6 or udp)";

  @TempDir
  private Path directory;

  @BeforeAll
  static void here() {
    NetLab.require("knock", "tcpdump", "dumpcap");
  }

  @Test
  void readsFromAFileWhatItWouldHaveHeardLive() throws IOException {
    Map<Path, Running> writers = new TreeMap<>();
    List<String> live = new ArrayList<>();
    try (NetLab lab = NetLab.open()) {
      Host server = lab.host("server");
      Host client = lab.host("client");
      lab.join(server, client);
      Running source = server.startJava(Listening.class, List.of(), "eth0", "tcp", "udp");
      source.awaitLine("ready", PATIENCE);
      write(server, writers, "us.pcap", "tcpdump", "--time-stamp-precision=micro");
      write(server, writers, "ns.pcap", "tcpdump", "--time-stamp-precision=nano");
      write(server, writers, "us.pcapng", "dumpcap");

      client.run("knock", "10.9.0.1", "7001:tcp", "8002:udp");
      client.run("knock", "fd09::1", "7001:tcp", "8002:udp");

      for (int i = 0; i < 4; i++) {
        live.add(source.awaitLine("heard", PATIENCE));
      }
      writers.values().forEach(writer -> writer.awaitEnd(PATIENCE).orFail());
    }

    for (Path file : writers.keySet()) {
      Recorder recorder = new Recorder();
      PcapFileSource.reading(file)
          .local(IpAddress.parse("10.9.0.1"), IpAddress.parse("fd09::1"))
          .replay(recorder);
      assertThat(recorder.heard).as(file.toString()).isEqualTo(live);
      assertThat(recorder.stamps).as(file.toString()).isSorted();
    }
  }

  /** Each ends by itself after the four knocks, and the file is then complete. */
  private void write(Host host, Map<Path, Running> writers, String name, String... program) {
    Path file = directory.resolve(name);
    List<String> argv = new ArrayList<>(List.of(program));
    argv.addAll(List.of("-i", "eth0", "-c", "4", "-w", file.toString()));
    argv.addAll(
        program[0].equals("tcpdump") ? List.of("-Z", "root", KNOCKS) : List.of("-f", KNOCKS));
    Running writer = host.start(argv);
    writer.awaitLine(program[0].equals("tcpdump") ? "listening on" : "File:", PATIENCE);
    writers.put(file, writer);
  }
}
