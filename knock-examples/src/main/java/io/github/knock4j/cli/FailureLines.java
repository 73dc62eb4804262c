// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.Grant;
import io.github.knock4j.firewall.CommandFailedException;
import io.github.knock4j.runtime.DoorkeeperEvent;
import io.github.knock4j.runtime.DoorkeeperEvent.ActionFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.JournalFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.Refused;
import io.github.knock4j.runtime.DoorkeeperEvent.SourceFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.SourceRecovered;
import io.github.knock4j.runtime.Phase;
import java.util.function.Consumer;

/**
 * Has the log tell what knockd has no line for: that a door is not as its other lines say, or that
 * nothing is heard. In the background, there is nobody who reads standard error.
 *
 * @param log takes each line, without a line break
 */
record FailureLines(Consumer<String> log) implements Consumer<DoorkeeperEvent> {

  @Override
  public void accept(DoorkeeperEvent event) {
    if (event instanceof ActionFailed failed && !hasLine(failed.cause())) {
      tell(failed.grant(), "cannot be " + done(failed.phase()) + ": " + why(failed.cause()));
    } else if (event instanceof Refused refused) {
      tell(refused.grant(), "cannot be opened: too many are open");
    } else if (event instanceof JournalFailed failed) {
      tell(failed.grant(), "lease on disk is not up to date: " + why(failed.cause()));
    } else if (event instanceof SourceFailed failed) {
      log.accept("error, nothing is heard on " + failed.source() + ": " + why(failed.cause()));
    } else if (event instanceof SourceRecovered recovered) {
      log.accept("listening on " + recovered.source());
    }
  }

  private void tell(Grant grant, String text) {
    log.accept(grant.visitor() + ": " + grant.door().name() + ": error, " + text);
  }

  /** As the daemon's log tells of each exit status anyway. */
  private static boolean hasLine(Throwable cause) {
    return cause instanceof CommandFailedException failed && failed.exitStatus().isPresent();
  }

  private static String done(Phase phase) {
    return switch (phase) {
      case OPEN -> "opened";
      case RENEW -> "renewed";
      case CLOSE -> "closed";
    };
  }

  private static String why(Throwable cause) {
    return cause.toString().lines().findFirst().orElse("");
  }
}
