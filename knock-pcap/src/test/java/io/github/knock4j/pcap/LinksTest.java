// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On whatever interfaces this machine has. */
class LinksTest {

  @Test
  void knowsAtLeastWhatJavaKnows() throws IOException {
    Map<String, Link> links = Links.read();

    List<NetworkInterface> known = NetworkInterface.networkInterfaces().toList();
    assertThat(known).isNotEmpty();
    for (NetworkInterface it : known) {
      Link link = links.get(it.getName());
      assertThat(link).as(it.getName()).isNotNull();
      assertThat(link.index()).isEqualTo(it.getIndex());
      assertThat(link.isUp()).isEqualTo(it.isUp());
      assertThat(link.addresses())
          .containsAll(it.inetAddresses().map(IpAddress::of).toList());
    }
  }

  @Test
  @Timeout(30)
  void wakesWhoeverWaitsForChangesAlsoIfItWaitsLater() throws InterruptedException {
    try (LinkChanges changes = LinkChanges.watch(true)) {
      changes.wake();
      changes.wake();
      changes.await(60_000);

      Thread waker = new Thread(changes::wake);
      waker.start();
      changes.await(60_000);
      waker.join();
    }
  }
}
