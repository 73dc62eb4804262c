// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

// java -cp knock-examples/target/knock.jar io.github.knock4j.examples.Hello
// #region program
import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMillis;

import io.github.knock4j.Door;
import io.github.knock4j.client.KnockClient;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.socket.SocketSource;
import java.util.concurrent.CountDownLatch;

/** Hears a knock, and sends it. */
public final class Hello {

  public static void main(String[] args) throws Exception {
    Door hello = Door.named("hello")
        .knock(udp(21_400))
        .knock(tcp(21_600))
        .knock(udp(21_500))
        .build();
    CountDownLatch opened = new CountDownLatch(1);

    try (Doorkeeper keeper = Doorkeeper.watching(SocketSource.onLoopback())
        .guard(hello, grant -> {
          System.out.println("open to " + grant.visitor());
          opened.countDown();
        })
        .start()) {
      KnockClient.to("127.0.0.1").every(ofMillis(100)).send(hello);
      opened.await();
      System.out.println("packets heard: " + keeper.status().engine().packets());
    }
  }
}
// #endregion program
