// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static java.time.Duration.ofMinutes;

import io.github.knock4j.Door;
import io.github.knock4j.knockd.OneTimeFile;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.spi.DoorAction;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A door that opens once with each sequence of a list: who watched a knock cannot repeat it. */
public final class OneTimeDoor {

  private OneTimeDoor() {}

  /**
   * Opens a door for ten minutes with each sequence of a file. What is open when the process dies is
   * closed by the next one, also if the last sequence opened it.
   *
   * @param sequences one sequence a line, with a space in front
   * @param leases a directory that outlives the process
   * @param source where packets come from
   * @param action what the door does
   * @return the running doorkeeper
   * @throws IOException if the file cannot be read, the directory not used, or the source not started
   */
  public static Doorkeeper guard(
      Path sequences, Path leases, PacketSource source, DoorAction action) throws IOException {
    Door.Builder vpn = Door.named("vpn").openFor(ofMinutes(10));

    Doorkeeper keeper = Doorkeeper.watching(source)
        .guards(List.of(OneTimeFile.at(sequences).guard(vpn, action)))
        .keepingLeasesIn(leases)
        .start();
    return keeper;
  }
}
