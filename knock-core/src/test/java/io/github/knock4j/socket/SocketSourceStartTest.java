// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.Loopback.freePort;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Loopback;
import io.github.knock4j.client.KnockClient;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SocketSourceStartTest {

  private static final KnockClient CLIENT = KnockClient.to("127.0.0.1").every(ZERO);

  private final Heard heard = new Heard();
  private final SocketSource source = SocketSource.onLoopback();
  private final Knock first = tcp(freePort());
  private final Knock second = udp(freePort());
  private final Knock third = tcp(freePort());

  @AfterEach
  void close() {
    source.close();
  }

  @Test
  void bindsNothingWhenOneConnectionPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(third.port(), 1, Loopback.IPV4)) {
      assertThatThrownBy(() -> source.start(List.of(door(first, second, third)), heard))
          .isExactlyInstanceOf(IOException.class)
          .hasNoCause()
          .hasMessage("door 'ssh': a port of its sequence is in use on 127.0.0.1:"
              + " end the program that holds it, or choose another port");
      assertThat(taken.isBound()).isTrue();
    }

    assertThat(List.of(first, second, third)).allMatch(knock -> Loopback.isFree(knock.port()));
  }

  @Test
  void bindsNothingWhenOneDatagramPortIsTaken() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(second.port(), Loopback.IPV4)) {
      assertThatThrownBy(() -> source.start(List.of(door(first, second)), heard))
          .hasMessageStartingWith("door 'ssh': a port of its sequence is in use on 127.0.0.1")
          .hasMessageNotContaining(String.valueOf(second.port()));
      assertThat(taken.isBound()).isTrue();
    }

    assertThat(List.of(first, second)).allMatch(knock -> Loopback.isFree(knock.port()));
  }

  @Test
  void bindsNothingWhenAPortIsTakenInOneFamilyOnly() throws IOException {
    Loopback.assumeIpv6();
    try (ServerSocket taken = new ServerSocket(third.port(), 1, Loopback.IPV6)) {
      assertThatThrownBy(() -> source.start(List.of(door(first, second, third)), heard))
          .hasMessageStartingWith("door 'ssh': a port of its sequence is in use on ::1");
      assertThat(taken.isBound()).isTrue();
    }

    assertThat(List.of(first, second, third)).allMatch(knock -> Loopback.isFree(knock.port()));
  }

  @Test
  void namesADecoyThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(third.port(), 1, Loopback.IPV4)) {
      source.alsoListeningOn(third);

      assertThatThrownBy(() -> source.start(List.of(door(first)), heard))
          .hasMessageStartingWith("a decoy port is in use on 127.0.0.1");
      assertThat(taken.isBound()).isTrue();
    }
  }

  @Test
  void saysWhenAnAddressIsNotOfThisMachine() throws IOException {
    SocketSource elsewhere = SocketSource.on(InetAddress.getByName("203.0.113.9"));

    assertThatThrownBy(() -> elsewhere.start(List.of(door(first)), heard))
        .hasMessage("door 'ssh': a port of its sequence cannot be opened on 203.0.113.9:"
            + " this machine does not have that address");
  }

  @Test
  void canBeStartedAgainOnceThePortIsFree() throws Exception {
    try (ServerSocket taken = new ServerSocket(first.port(), 1, Loopback.IPV4)) {
      assertThatThrownBy(() -> source.start(List.of(door(first)), heard))
          .isInstanceOf(IOException.class);
      assertThat(taken.isBound()).isTrue();
    }

    source.start(List.of(door(first)), heard);
    CLIENT.send(List.of(first));

    assertThat(heard.next().knock()).isEqualTo(first);
  }

  @Test
  void startsOnlyOnce() throws Exception {
    source.start(List.of(door(first)), heard);

    assertThatIllegalStateException().isThrownBy(() -> source.start(List.of(), heard));
    assertThatIllegalStateException().isThrownBy(() -> source.alsoListeningOn(udp(1)));
  }

  @Test
  void doesNotStartOnceClosed() {
    source.close();

    assertThatIllegalStateException().isThrownBy(() -> source.start(List.of(), heard));
  }

  private static Door door(Knock... knocks) {
    return Door.named("ssh").knocks(List.of(knocks)).build();
  }
}
