// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Protocol;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What tshark(1) makes of frames. Only what stands before and in TCP and UDP is dissected: neither
 * what they carry, nor fragments put together, nor sequence numbers of conversations.
 */
final class Tshark {

  private static final Set<String> DISSECTED = Set.of(
      "frame",
      "eth",
      "ethertype",
      "vlan",
      "ieee8021ad",
      "sll",
      "raw",
      "null",
      "loop",
      "ppp",
      "pppoe",
      "pppoes",
      "ip",
      "ipv6",
      "ipv6.hopopts",
      "ipv6.dstopts",
      "ipv6.routing",
      "ipv6.fraghdr",
      "ah",
      "shim6",
      "tcp",
      "udp",
      "data",
      "_ws.malformed",
      "_ws.short");

  private static final List<String> FIELDS = List.of(
      "ip.src",
      "ipv6.src",
      "tcp.srcport",
      "udp.srcport",
      "ip.dst",
      "ipv6.dst",
      "tcp.dstport",
      "udp.dstport",
      "tcp.flags",
      "tcp.seq_raw",
      "_ws.expert.group",
      "_ws.expert.message");

  /** PI_MALFORMED: what is broken, and what tshark itself broke off. */
  private static final String GROUP_MALFORMED = Integer.toString(7 << 24);

  private static final List<String> PREFERENCES =
      List.of("ip.defragment:FALSE", "ipv6.defragment:FALSE");

  /** What is said of one frame: whether it is malformed, and the fields if all of them are there. */
  record Verdict(boolean isMalformed, Optional<Reading> reading) {}

  private final Path directory;

  /** Makes tshark's configuration in a directory of the test. */
  Tshark(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    Path protocols = directory.resolve("protocols");
    run(List.of("tshark", "-G", "protocols"), protocols);
    try (Stream<String> lines = Files.lines(protocols)) {
      // Name, short name, filter name, whether it can be disabled.
      List<String> disabled = lines
          .map(line -> line.split("\t")[2])
          .filter(protocol -> !DISSECTED.contains(protocol))
          .toList();
      Files.write(directory.resolve("disabled_protos"), disabled);
    }
  }

  /** One verdict for each frame, in order. All of each frame counts as captured. */
  List<Verdict> read(LinkType link, List<byte[]> frames) throws IOException, InterruptedException {
    Path file = write(link, frames);
    Path answer = directory.resolve("fields");
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString()));
    PREFERENCES.forEach(preference -> command.addAll(List.of("-o", preference)));
    command.addAll(List.of("-T", "fields", "-E", "occurrence=a", "-E", "aggregator=|"));
    FIELDS.forEach(field -> command.addAll(List.of("-e", field)));
    run(command, answer);
    try (Stream<String> lines = Files.lines(answer)) {
      return lines.map(Tshark::verdict).toList();
    }
  }

  /** pcap-savefile(5). */
  private Path write(LinkType link, List<byte[]> frames) throws IOException {
    Path file = directory.resolve(link + ".pcap");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(0xa1b2c3d4);
      out.writeInt(0x00020004);
      out.writeLong(0);
      out.writeInt(0x40000);
      out.writeInt(link.number());
      for (byte[] frame : frames) {
        out.writeLong(0);
        out.writeInt(frame.length);
        out.writeInt(frame.length);
        out.write(frame);
      }
    }
    return file;
  }

  private void run(List<String> command, Path output) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command)
        .redirectOutput(output.toFile())
        .redirectError(directory.resolve("errors").toFile());
    builder.environment().put("WIRESHARK_CONFIG_DIR", directory.toString());
    Process process = builder.start();
    try {
      if (!process.waitFor(120, SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(
            command + " failed: " + Files.readString(directory.resolve("errors")));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static Verdict verdict(String line) {
    String[] all = line.split("\t", -1);
    String[] fields = Stream.of(all).map(field -> field.split("\\|")[0]).toArray(String[]::new);
    boolean isTcp = !fields[2].isEmpty();
    String source = fields[0] + fields[1];
    String sourcePort = fields[2] + fields[3];
    String destination = fields[4] + fields[5];
    String destinationPort = fields[6] + fields[7];
    boolean isWhole =
        Stream.of(source, sourcePort, destination, destinationPort).noneMatch(String::isEmpty);
    boolean hasTcp = !isTcp || !fields[8].isEmpty() && !fields[9].isEmpty();
    return new Verdict(
        isMalformed(all[10], all[11]),
        isWhole && hasTcp
            ? Optional.of(new Reading(
                isTcp ? Protocol.TCP : Protocol.UDP,
                IpAddress.parse(source),
                Integer.parseInt(sourcePort),
                IpAddress.parse(destination),
                Integer.parseInt(destinationPort),
                isTcp ? Integer.decode(fields[8]) & 0x3f : 0,
                isTcp ? (int) Long.parseLong(fields[9]) : 0))
            : Optional.empty());
  }

  private static boolean isMalformed(String groups, String messages) {
    String[] group = groups.split("\\|");
    String[] message = messages.split("\\|");
    for (int i = 0; i < group.length; i++) {
      if (group[i].equals(GROUP_MALFORMED) && !isHarmless(message[i])) {
        return true;
      }
    }
    return false;
  }

  /**
   * Tshark wonders about bytes behind what PPPoE carries, which is how Ethernet pads short frames;
   * and about the length of an option that it knows, where a host that does not know it skips it.
   */
  private static boolean isHarmless(String message) {
    return message.startsWith("Possible bad payload length")
        || message.matches(".*: Invalid [Ll]ength \\(\\d+ bytes\\)");
  }
}
