// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.packet.FrameView;
import io.github.knock4j.packet.Frames;
import io.github.knock4j.packet.LinkType;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowerTest {

  private static final String VISITOR = "203.0.113.7";
  private static final int ACK = 0x10;

  private static final Door SSH = door("ssh").build();
  private static final Door OFFICE =
      door("office").allowing(IpNetwork.parse("198.51.100.0/24")).build();
  private static final Door STRICT = door("strict").scope(Scope.EVERY_PORT).build();

  private static Door.Builder door(String name) {
    return Door.named(name).knock(tcp(7001)).knock(tcp(7002)).scope(Scope.KNOCK_PORTS);
  }

  /** Delivers what the test says. */
  private static final class Source implements PacketSource {

    private Collection<Door> doors = List.of();
    private PacketHandler handler = (packet, nowNs) -> {};

    @Override
    public void start(Collection<Door> doors, PacketHandler handler) {
      this.doors = doors;
      this.handler = handler;
    }

    @Override
    public void watch(Collection<Door> doors) {
      this.doors = doors;
    }

    @Override
    public long nowNs() {
      return 0;
    }

    @Override
    public void close() {}
  }

  private final Source source = new Source();
  private final Follower follower = new Follower(source, IpAddress.parse(VISITOR));
  private final List<Integer> passedOn = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    follower.start(
        List.of(SSH, OFFICE, STRICT), (packet, nowNs) -> passedOn.add(packet.destinationPort()));
  }

  private void send(String visitor, int port, int flags) {
    FrameView frame = new FrameView(LinkType.ETHERNET);
    byte[] bytes = Frames.ethernet()
        .ip(visitor, "192.0.2.1")
        .tcp(40_000, port)
        .flags(flags)
        .bytes();
    assertThat(frame.wrap(bytes, bytes.length)).isTrue();
    source.handler.onPacket(frame, 0);
  }

  private List<String> told() {
    return follower.told().stream().map(Followed::told).toList();
  }

  @Test
  void tellsOfEachDoorWhyItDoesNotOpen() {
    send(VISITOR, 7001, Frames.SYN);
    send(VISITOR, 7002, ACK);

    assertThat(told())
        .containsExactly(
            "203.0.113.7 at office: visitor not in an allowed network at stage 0 of 2",
            "203.0.113.7 at ssh: flags not heard at stage 1 of 2",
            "203.0.113.7 at strict: flags not heard at stage 1 of 2");
  }

  @Test
  void passesEverythingOnAndExplainsNobodyElse() {
    send("203.0.113.8", 7001, Frames.SYN);
    send(VISITOR, 9, Frames.SYN);

    assertThat(passedOn).containsExactly(7001, 9);
    assertThat(told())
        .contains("203.0.113.7 at ssh: not in scope at stage 0 of 2")
        .noneMatch(line -> line.contains("in progress"));
  }

  /** Or the kernel's filter would keep out what is to be explained. */
  @Test
  void asksTheSourceForWhatADoorDoesNotHearUnlessThatWereAll() {
    assertThat(source.doors).extracting(Door::flags).contains(TcpFlags.ANY);
    assertThat(source.doors).extracting(Door::allowed).allMatch(List::isEmpty);
    assertThat(source.doors).contains(STRICT);
  }

  @Test
  void goesOnAtDoorsThatStayWhenTheDoorsAreReplaced() throws IOException {
    send(VISITOR, 7001, Frames.SYN);

    follower.watch(List.of(SSH, door("new").build()));

    assertThat(told())
        .containsExactly(
            "203.0.113.7 at new: no packet was seen at stage 0 of 2",
            "203.0.113.7 at ssh: in progress at stage 1 of 2");
  }
}
