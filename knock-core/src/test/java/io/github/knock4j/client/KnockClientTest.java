// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.client;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.Loopback.freePort;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Loopback;
import io.github.knock4j.TcpFlags;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class KnockClientTest {

  private static final IpAddress HOST = IpAddress.parse("127.0.0.1");

  private final List<Duration> pauses = new ArrayList<>();
  private final List<Knock> sent = new ArrayList<>();
  private final KnockClient client = KnockClient.to("127.0.0.1")
      .pausingWith(pauses::add)
      .onKnock((address, knock) -> sent.add(knock));

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void beginsAConnectionAndGivesItUp(String address) throws Exception {
    skipWithout(address);
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName(address))) {
      KnockClient.to(address).send(List.of(tcp(server.getLocalPort())));

      server.setSoTimeout(5000);
      try (Socket visitor = server.accept()) {
        assertThat(visitor.getInetAddress()).isEqualTo(InetAddress.getByName(address));
        assertThatThrownBy(() -> visitor.getInputStream().read()).hasMessageContaining("reset");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void sendsADatagramOfOneByte(String address) throws Exception {
    skipWithout(address);
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getByName(address))) {
      KnockClient.to(address).send(List.of(udp(server.getLocalPort())));

      DatagramPacket datagram = new DatagramPacket(new byte[10], 10);
      server.setSoTimeout(5000);
      server.receive(datagram);
      assertThat(datagram.getLength()).isEqualTo(1);
      assertThat(datagram.getAddress()).isEqualTo(InetAddress.getByName(address));
    }
  }

  @Test
  void isContentToBeRefused() {
    List<Knock> closed = List.of(tcp(freePort()), udp(freePort()), tcp(freePort()));

    assertThatNoException().isThrownBy(() -> client.send(closed));
    assertThat(sent).isEqualTo(closed);
  }

  @Test
  void givesUpAConnectionThatNobodyAnswers() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, Loopback.IPV4);
        Socket one = new Socket(Loopback.IPV4, full.getLocalPort());
        Socket two = new Socket(Loopback.IPV4, full.getLocalPort())) {
      client.every(ofMillis(1)).send(List.of(tcp(full.getLocalPort())));

      assertThat(List.of(one, two)).allMatch(Socket::isConnected);
    }
  }

  @Test
  void pausesBetweenKnocksAndNotAfterTheLast() throws Exception {
    client.every(ofMillis(200)).send(List.of(udp(freePort()), tcp(freePort()), udp(freePort())));

    assertThat(pauses).containsExactly(ofMillis(200), ofMillis(200));
  }

  @Test
  void pausesATenthOfASecondUnlessTold() throws Exception {
    client.send(List.of(udp(freePort()), udp(freePort())));

    assertThat(pauses).containsExactly(ofMillis(100));
  }

  @Test
  void pausesNotAtAllWithoutADelay() throws Exception {
    client.every(ZERO).send(List.of(udp(freePort()), tcp(freePort())));

    assertThat(pauses).isEmpty();
  }

  @Test
  void givesAConnectionUpBeforeItsSynWouldBeSentAgain() throws Exception {
    client.every(ofSeconds(60)).send(List.of(tcp(freePort()), udp(freePort())));

    assertThat(pauses).containsExactly(ofMillis(500), ofMillis(59_500));
  }

  @Test
  void tellsOfEachKnockBeforeItIsSent() throws Exception {
    List<String> told = new ArrayList<>();
    List<Knock> knocks = List.of(tcp(freePort()), udp(freePort()));

    KnockClient.to("127.0.0.1")
        .pausingWith(duration -> told.add("pause"))
        .onKnock((address, knock) -> told.add(address + " " + knocks.indexOf(knock)))
        .send(knocks);

    assertThat(told).containsExactly("127.0.0.1 0", "pause", "127.0.0.1 1");
  }

  @Test
  void sendsNothingMoreOnceInterruptedInAPause() {
    KnockClient interrupted = client.pausingWith(duration -> {
      throw new InterruptedException("now");
    });

    assertThatThrownBy(() -> interrupted.send(List.of(tcp(freePort()), udp(freePort()))))
        .isInstanceOf(InterruptedException.class);

    assertThat(sent).hasSize(1);
  }

  @Test
  void sendsNothingWhenInterruptedBefore() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> client.send(List.of(udp(freePort()))))
        .isInstanceOf(InterruptedException.class);

    assertThat(sent).isEmpty();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void saysWhichHostCannotBeResolved() {
    assertThatThrownBy(() -> KnockClient.to("nowhere.invalid").send(List.of(udp(freePort()))))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("host 'nowhere.invalid' cannot be resolved");
  }

  @Test
  void saysWhichFamilyAHostLacks() {
    assertThatThrownBy(() -> client.overIpv6().send(List.of(udp(freePort()))))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("host '127.0.0.1' has no IPv6 address");
    assertThatThrownBy(() -> KnockClient.to("::1").overIpv4().send(List.of(udp(freePort()))))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("host '::1' has no IPv4 address");
  }

  @Test
  void knocksOverTheFamilyItIsTold() throws Exception {
    List<IpAddress> reached = new ArrayList<>();
    KnockClient local =
        KnockClient.to("localhost").onKnock((address, knock) -> reached.add(address));

    local.overIpv4().send(List.of(udp(freePort())));

    assertThat(reached).containsExactly(HOST);
  }

  @Test
  void namesTheAddressAndNotThePortWhenItCannotBeReached() {
    int port = freePort();
    IpAddress broadcast = IpAddress.parse("255.255.255.255");

    assertThatThrownBy(() -> KnockClient.to(broadcast).send(List.of(tcp(port))))
        .isExactlyInstanceOf(IOException.class)
        .hasNoCause()
        .hasMessageStartingWith("cannot reach 255.255.255.255: ")
        .hasMessageNotContaining(String.valueOf(port));
  }

  @Test
  void refusesABlankHost() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KnockClient.to(" "))
        .withMessage("host must not be blank");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 60_001})
  void refusesADelayOutOfRange(long ms) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.every(ofMillis(ms)))
        .withMessage("delay must be 0..60 s: " + ofMillis(ms));
  }

  @Test
  void refusesToSendNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.send(List.of()))
        .withMessage("needs at least 1 knock, has 0");
  }

  @Test
  void sendsTheKnocksOfADoor() throws Exception {
    Door door = Door.named("ssh").knock(tcp(freePort())).knock(udp(freePort())).build();

    client.send(door);

    assertThat(sent).isEqualTo(door.knocks());
  }

  @Test
  void refusesADoorThatItsDelaysAreTooSlowFor() {
    Door door =
        Door.named("ssh").knock(tcp(7001)).knock(udp(8002)).within(ofSeconds(5)).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.every(ofSeconds(5)).send(door))
        .withMessage("door 'ssh' has a window of PT5S, and the delays alone take PT5S");
    assertThat(sent).isEmpty();
  }

  @Test
  void refusesADoorWhoseFlagsItCannotSend() {
    Door door = Door.named("ssh")
        .knock(tcp(7001))
        .flags(TcpFlags.ANY.mustSet(TcpFlags.Flag.FIN))
        .build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.send(door))
        .withMessageStartingWith("door 'ssh' wants other TCP flags");
  }

  private static void skipWithout(String address) {
    if (address.contains(":")) {
      Loopback.assumeIpv6();
    }
  }
}
