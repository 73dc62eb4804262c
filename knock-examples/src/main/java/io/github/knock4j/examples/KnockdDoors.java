// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static java.time.Duration.ofDays;

import io.github.knock4j.knockd.KnockdConfig;
import io.github.knock4j.knockd.KnockdLog;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.nio.file.Path;

/** Guards the doors of a {@code knockd.conf} in one's own program. */
public final class KnockdDoors {

  private KnockdDoors() {}

  /**
   * Runs the commands of the file for each visitor who knocks.
   *
   * @param file the configuration
   * @param source where packets come from
   * @return the running doorkeeper
   * @throws IOException if something is wrong with the file, or capturing cannot begin
   */
  public static Doorkeeper guard(Path file, PacketSource source) throws IOException {
    KnockdConfig config = KnockdConfig.read(file);
    config.warnings().forEach(System.err::println);

    KnockdLog log = KnockdLog.to(System.out::println);
    Doorkeeper keeper = Doorkeeper.watching(source)
        .guards(config.guards(log))
        .onAttempt(log)
        .actionLimit(ofDays(1))
        .start();
    return keeper;
  }
}
