// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static java.time.Duration.ofSeconds;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.packet.Frames;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole sequences in frames and packets that programs do not send: tagged ones, seen on the cable
 * below the VLAN; PPPoE; options, extension headers, first fragments.
 */
class WrappedKnocksIT {

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
    server.address("eth0", "10.9.0.1/24", "fd09::1/64");
  }

  @AfterEach
  void leave() {
    lab.close();
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("wrappings")
  void openTheDoor(String device, String name, UnaryOperator<Frames> wrapping) {
    Keeper keeper = Keeper.on(server, device);

    send(wrapping, "10.9.0.7", "10.9.0.1");
    keeper.opensTo("10.9.0.7");
    send(wrapping, "fd09::7", "fd09::1");
    keeper.opensTo("fd09::7");
  }

  static Stream<Arguments> wrappings() {
    return Stream.concat(
        Stream.of("eth0", "any")
            .flatMap(device -> Stream.of(
                wrapped(device, "a tag", it -> it.vlan(5)),
                wrapped(device, "a provider's tag", it -> it.tag(0x88a8, 6)),
                wrapped(device, "a priority tag", it -> it.vlan(0)),
                wrapped(device, "PPPoE", Frames::pppoe),
                wrapped(device, "PPPoE behind a tag", it -> it.vlan(7).pppoe()),
                wrapped(device, "options or extensions", WrappedKnocksIT::extended),
                wrapped(device, "a first fragment", WrappedKnocksIT::fragmented))),
        Stream.of(
            wrapped("eth0", "two tags", it -> it.tag(0x88a8, 6).vlan(5)),
            wrapped(
                "eth0",
                "four tags",
                it -> it.tag(0x9100, 1).tag(0x88a8, 6).vlan(5).vlan(4))));
  }

  private static Arguments wrapped(String device, String name, UnaryOperator<Frames> wrapping) {
    return Arguments.of(device, name, wrapping);
  }

  /** All 40 bytes of options; hop-by-hop and destination options, a route that is over, a shim. */
  private static Frames extended(Frames frame) {
    return frame
        .ipOptions(40)
        .extension(0, "00 01 04 00000000")
        .extension(60, "01 01 0c 000000000000000000000000")
        .extension(43, "00 00 00 00000000")
        .extension(140, "00 01 02 00000000");
  }

  private static Frames fragmented(Frames frame) {
    return frame.fragment(0, true).extension(44, "00 0001 00000001");
  }

  private void send(UnaryOperator<Frames> wrapping, String from, String to) {
    List<String> arguments = new ArrayList<>(List.of("eth0"));
    Stream.of(
            Frames.ethernet().ip(from, to).tcp(40_001, 7001),
            Frames.ethernet().ip(from, to).udp(40_002, 8002),
            Frames.ethernet().ip(from, to).tcp(40_003, 9003))
        .map(wrapping)
        .forEach(it -> arguments.add(HexFormat.of().formatHex(it.bytes())));
    client
        .startJava(Sending.class, List.of(), arguments.toArray(String[]::new))
        .awaitEnd(ofSeconds(20))
        .orFail();
  }
}
