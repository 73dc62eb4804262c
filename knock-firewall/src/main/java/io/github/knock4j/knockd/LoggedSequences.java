// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Door;
import io.github.knock4j.spi.OneTimeSequences;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The sequences of a file, and a line in the log when the last one is used. */
record LoggedSequences(OneTimeFile file, KnockdLog log) implements OneTimeSequences {

  @Override
  public @Nullable Door spend(Door door) throws IOException {
    Door next = file.spend(door);
    if (next == null) {
      log.usedUp(door);
    }
    return next;
  }
}
