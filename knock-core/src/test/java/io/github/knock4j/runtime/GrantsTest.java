// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GrantsTest {

  private static final Door SSH =
      Door.named("ssh").knock(tcp(7001)).openFor(ofMinutes(10)).build();
  private static final Door SLOW =
      Door.named("slow").knock(tcp(7002)).openFor(ofMinutes(10)).build();
  private static final IpAddress VISITOR = IpAddress.parse("203.0.113.7");

  private final KeeperThreads threads = new KeeperThreads();
  private final Chronicle chronicle = new Chronicle(new EventTeller(null, threads));
  private final RecordedAction action = new RecordedAction();
  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void closesWhatWaitsBehindAnActionThatHangsWhenItEnds() throws Exception {
    Doorkeeper.Builder oneThread =
        Doorkeeper.watching(ScriptedSource.startingAt(0)).actionThreads(1);
    try (Grants grants =
        new Grants(oneThread, Journal.inMemory(), chronicle, threads, () -> 0, () -> {})) {
      grants.start(List.of());
      grants.opened(Guard.of(SSH, action), Grant.of(SSH, VISITOR, 0));
      assertThat(grants.awaitIdle(ofMinutes(1))).isTrue();
      grants.opened(Guard.of(SLOW, grant -> never.await()), Grant.of(SLOW, VISITOR, 0));

      grants.end(false, ofMillis(100));

      action.assertNext("open " + VISITOR, "close " + VISITOR);
      assertThat(grants.list()).isEmpty();
    }
  }
}
