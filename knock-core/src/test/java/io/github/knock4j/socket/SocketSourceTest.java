// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.Loopback.freePort;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Loopback;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.client.KnockClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketSourceTest {

  private static final KnockClient CLIENT = KnockClient.to("127.0.0.1").every(ZERO);

  private final Heard heard = new Heard();
  private final List<SocketSource> started = new ArrayList<>();

  @AfterEach
  void closeAll() {
    started.forEach(SocketSource::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void hearsADatagramOnLoopback(String address) throws Exception {
    skipWithout(address);
    Knock knock = udp(freePort());
    start(SocketSource.onLoopback(), door(knock));

    long beforeNs = System.nanoTime();
    KnockClient.to(address).send(List.of(knock));

    Heard.Packet packet = heard.next();
    assertThat(packet.knock()).isEqualTo(knock);
    assertThat(packet.source()).isEqualTo(IpAddress.parse(address));
    assertThat(packet.sourcePort()).isPositive();
    assertThat(packet.destination()).isEqualTo(IpAddress.parse(address));
    assertThat(packet.local()).isTrue();
    assertThat(packet.flags()).isZero();
    assertThat(packet.sequence()).isZero();
    assertThat(packet.nowNs()).isBetween(beforeNs, System.nanoTime());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void hearsAConnectionOnLoopback(String address) throws Exception {
    skipWithout(address);
    Knock knock = tcp(freePort());
    start(SocketSource.onLoopback(), door(knock));

    KnockClient.to(address).send(List.of(knock));

    Heard.Packet packet = heard.next();
    assertThat(packet.knock()).isEqualTo(knock);
    assertThat(packet.source()).isEqualTo(IpAddress.parse(address));
    assertThat(packet.sourcePort()).isPositive();
    assertThat(packet.destination()).isEqualTo(IpAddress.parse(address));
    assertThat(packet.local()).isTrue();
    assertThat(packet.flags()).isEqualTo(TcpFlags.Flag.SYN.bit());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void hearsBothFamiliesOnAllAddresses(String address) throws Exception {
    skipWithout(address);
    List<Knock> knocks = List.of(tcp(freePort()), udp(freePort()));
    start(SocketSource.onAllAddresses(), door(knocks));

    KnockClient.to(address).every(ZERO).send(knocks);

    Heard.Packet connection = heard.next();
    assertThat(connection.source()).isEqualTo(IpAddress.parse(address));
    assertThat(connection.destination()).isEqualTo(IpAddress.parse(address));
    Heard.Packet datagram = heard.next();
    assertThat(datagram.source()).isEqualTo(IpAddress.parse(address));
    assertThat(datagram.destination())
        .isEqualTo(IpAddress.parse(address.contains(":") ? "::" : "0.0.0.0"));
  }

  @Test
  void hearsOnlyTheAddressesItIsGiven() throws Exception {
    Loopback.assumeIpv6();
    Knock knock = udp(freePort());
    start(SocketSource.on(Loopback.IPV6), door(knock));

    CLIENT.send(List.of(knock));
    KnockClient.to("::1").send(List.of(knock));

    assertThat(heard.next().source()).isEqualTo(IpAddress.parse("::1"));
    assertThat(heard.left()).isEmpty();
  }

  @Test
  void takesAWildcardTogetherWithWhatItIncludes() throws Exception {
    Knock knock = tcp(freePort());
    InetAddress all = InetAddress.getByName("0.0.0.0");
    start(SocketSource.on(Loopback.IPV4, all, Loopback.IPV4), door(knock));

    CLIENT.send(List.of(knock));

    assertThat(heard.next().destination()).isEqualTo(IpAddress.parse("127.0.0.1"));
  }

  @Test
  void refusesToListenNowhere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketSource.on())
        .withMessage("needs at least 1 address, has 0");
  }

  @Test
  void keepsTheOrderOfManyPorts() throws Exception {
    List<Knock> knocks = Stream.generate(Loopback::freePort)
        .limit(32)
        .map(port -> port % 2 == 0 ? tcp(port) : udp(port))
        .toList();
    start(SocketSource.onLoopback(), door(knocks));

    CLIENT.send(knocks);

    assertThat(heard.next(32)).isEqualTo(knocks);
  }

  @Test
  void listensOnTheHundredsOfPortsOfManyDoors() throws Exception {
    List<Knock> knocks =
        Stream.generate(Loopback::freePort).limit(600).map(Knock::udp).toList();
    Door[] doors = IntStream.range(0, 20)
        .mapToObj(i ->
            Door.named("door " + i).knocks(knocks.subList(i * 30, i * 30 + 30)).build())
        .toArray(Door[]::new);
    start(SocketSource.onLoopback(), doors);

    CLIENT.send(knocks);

    assertThat(heard.next(600)).containsExactlyInAnyOrderElementsOf(knocks);
  }

  @Test
  void givesEachConnectionANumberOfItsOwn() throws Exception {
    Knock knock = tcp(freePort());
    start(SocketSource.onLoopback(), door(knock));

    CLIENT.send(List.of(knock, knock));

    assertThat(heard.next().sequence()).isNotEqualTo(heard.next().sequence());
  }

  @Test
  void resetsAConnectionAtOnce() throws Exception {
    Knock knock = tcp(freePort());
    start(SocketSource.onLoopback(), door(knock));

    // So early, sometimes, that connecting itself fails.
    assertThatThrownBy(() -> {
          try (Socket visitor = new Socket(Loopback.IPV4, knock.port())) {
            visitor.getInputStream().read();
          }
        })
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  @Test
  void leavesNoChannelOpenAfterAThousandConnections() throws Exception {
    Knock knock = tcp(freePort());
    start(SocketSource.onLoopback(), door(knock));
    CLIENT.send(List.of(knock));
    heard.next();
    long before = openFiles();

    for (int i = 0; i < 10; i++) {
      CLIENT.send(Collections.nCopies(100, knock));
      assertThat(heard.next(100)).containsOnly(knock);
    }

    assertThat(openFiles()).isLessThan(before + 10);
  }

  @Test
  void hearsDecoysBesidesTheDoors() throws Exception {
    Knock knock = udp(freePort());
    Knock decoy = tcp(freePort());
    start(SocketSource.onLoopback().alsoListeningOn(decoy), door(knock));

    CLIENT.send(List.of(decoy, knock));

    assertThat(heard.next(2)).containsExactly(decoy, knock);
  }

  @Test
  void takesAPortThatSeveralDoorsShareOnce() throws Exception {
    Knock knock = udp(freePort());
    start(
        SocketSource.onLoopback(),
        door(knock, knock),
        Door.named("other").knock(knock).build());

    CLIENT.send(List.of(knock));

    assertThat(heard.next().knock()).isEqualTo(knock);
    assertThat(heard.left()).isEmpty();
  }

  @Test
  void survivesAHandlerThatThrows() throws Exception {
    Knock bad = udp(freePort());
    Knock good = udp(freePort());
    SocketSource source = SocketSource.onLoopback();
    started.add(source);
    source.start(List.of(door(bad, good)), (view, nowNs) -> {
      if (view.destinationPort() == bad.port()) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("bad handler");
      }
      heard.onPacket(view, nowNs);
    });

    CLIENT.send(List.of(bad, good, good));

    assertThat(heard.next(2)).containsExactly(good, good);
  }

  private SocketSource start(SocketSource source, Door... doors) throws IOException {
    started.add(source);
    source.start(List.of(doors), heard);
    return source;
  }

  private static Door door(Knock... knocks) {
    return door(List.of(knocks));
  }

  private static Door door(List<Knock> knocks) {
    return Door.named("ssh").knocks(knocks).build();
  }

  private static void skipWithout(String address) {
    if (address.contains(":")) {
      Loopback.assumeIpv6();
    }
  }

  private static long openFiles() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }
}
