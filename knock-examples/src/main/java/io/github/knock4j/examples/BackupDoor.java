// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;

import io.github.knock4j.Door;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.socket.SocketSource;
import java.io.IOException;
import java.util.function.Consumer;

/** Starts something in one's own program when somebody knocks: no root, no libpcap. */
public final class BackupDoor {

  private BackupDoor() {}

  /**
   * A door that starts a backup.
   *
   * @return a door with three knocks and nothing to close
   */
  public static Door door() {
    return Door.named("backup")
        .knock(udp(21_100))
        .knock(tcp(21_303))
        .knock(udp(21_202))
        .build();
  }

  /**
   * Runs a callback for each visitor who knocks; knocking twice in a hurry runs it once.
   *
   * @param backup what to run, given the visitor's address
   * @return the running doorkeeper
   * @throws IOException if a port is in use
   */
  public static Doorkeeper guard(Consumer<String> backup) throws IOException {
    Door door = door();

    Doorkeeper keeper = Doorkeeper.watching(SocketSource.onLoopback())
        .guard(door, grant -> backup.accept(grant.visitor().toString()))
        .start();
    return keeper;
  }
}
