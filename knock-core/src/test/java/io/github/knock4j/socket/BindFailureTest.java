// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class BindFailureTest {

  private static final Place HERE = Place.loopback().get(0);

  @Test
  void namesTheCapabilityThatLowPortsNeed() {
    assertThat(messageOf(700, new BindException("Permission denied")))
        .isEqualTo("door 'ssh': a port of its sequence may not be opened on 127.0.0.1:"
            + " ports below 1024 need root or the capability CAP_NET_BIND_SERVICE");
  }

  @Test
  void passesOnWhatTheSystemSays() {
    assertThat(messageOf(7001, new SocketException("Too many open files")))
        .isEqualTo("door 'ssh': a port of its sequence cannot be opened on 127.0.0.1:"
            + " Too many open files");
  }

  @Test
  void keepsAPortToItselfThatTheSystemNames() {
    assertThat(messageOf(7001, new SocketException("no more sockets: /127.0.0.1:7001")))
        .endsWith("127.0.0.1: the system refused");
  }

  private static String messageOf(int port, Exception failure) {
    return BindFailure.of("door 'ssh': a port of its sequence", HERE, port, failure)
        .getMessage();
  }
}
