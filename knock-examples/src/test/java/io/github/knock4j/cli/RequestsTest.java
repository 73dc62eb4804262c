// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RequestsTest {

  private final Requests requests = new Requests();

  @Test
  void makeOneReloadOfAllThatWait() throws InterruptedException {
    requests.reload();
    requests.reload();
    requests.reload();

    boolean first = requests.awaitReload();
    CompletableFuture<Boolean> second = awaited();
    requests.end();

    assertThat(first).isTrue();
    assertThat(second).succeedsWithin(KnockdHost.PATIENCE).isEqualTo(false);
  }

  @Test
  void putTheEndBeforeReloadsThatWait() throws InterruptedException {
    requests.reload();
    requests.end();
    requests.reload();

    assertThat(requests.awaitReload()).isFalse();
    assertThat(requests.awaitReload()).isFalse();
  }

  @Test
  void wakeWhoeverWaits() {
    CompletableFuture<Boolean> waiting = awaited();

    requests.reload();

    assertThat(waiting).succeedsWithin(KnockdHost.PATIENCE).isEqualTo(true);
  }

  private CompletableFuture<Boolean> awaited() {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return requests.awaitReload();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }
}
