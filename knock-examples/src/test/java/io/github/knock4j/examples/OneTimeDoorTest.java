// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.Knock;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.socket.SocketSource;
import io.github.knock4j.spi.DoorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneTimeDoorTest {

  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
  private final DoorAction action = new DoorAction() {
    @Override
    public void open(Grant grant) {
      done.add("open");
    }

    @Override
    public void renew(Grant grant) {
      done.add("renew");
    }

    @Override
    public void close(Grant grant) {
      done.add("close");
    }
  };

  @Test
  void opensOnceWithEachSequenceAndClosesInTheEnd(@TempDir Path directory) throws Exception {
    Path sequences = directory.resolve("sequences");
    Files.writeString(sequences, " 21501:udp,21502\n 21503,21504:udp\n");

    try (Doorkeeper keeper = guard(directory)) {
      knock(udp(21_501), tcp(21_502));
      assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("open");
      assertThat(sequences).hasContent("#21501:udp,21502\n 21503,21504:udp");

      knock(udp(21_501), tcp(21_502));
      knock(tcp(21_503), udp(21_504));
      assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("renew");
      assertThat(keeper.status().engine().opened()).isEqualTo(2);
    }
    assertThat(sequences).hasContent("#21501:udp,21502\n#21503,21504:udp");
    assertThat(done).containsExactly("close");
    try (Doorkeeper next = guard(directory)) {
      assertThat(next.status().running()).isTrue();
    }
  }

  private Doorkeeper guard(Path directory) throws Exception {
    Path leases = directory.resolve("leases");
    return OneTimeDoor.guard(
        directory.resolve("sequences"), leases, SocketSource.onLoopback(), action);
  }

  private static void knock(Knock first, Knock second) throws Exception {
    Visitor.knock("127.0.0.1", Door.named("vpn").knock(first).knock(second).build());
  }
}
