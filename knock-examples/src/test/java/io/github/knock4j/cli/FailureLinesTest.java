// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.firewall.Command;
import io.github.knock4j.firewall.CommandAction;
import io.github.knock4j.firewall.CommandFailedException;
import io.github.knock4j.runtime.DoorkeeperEvent.ActionFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.JournalFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.Opened;
import io.github.knock4j.runtime.DoorkeeperEvent.Refused;
import io.github.knock4j.runtime.DoorkeeperEvent.SourceFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.SourceRecovered;
import io.github.knock4j.runtime.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class FailureLinesTest {

  private static final Grant GRANT = Grant.of(
      Door.named("ssh").knock(tcp(7001)).knock(tcp(8002)).build(),
      IpAddress.parse("203.0.113.7"),
      0);

  private final List<String> lines = new ArrayList<>();
  private final FailureLines failures = new FailureLines(lines::add);

  @Test
  void sayWhatBecameOfADoorThatWasKnockedRightly() {
    IOException cause = new IOException("one-time sequence is used\nforged line");

    failures.accept(new ActionFailed(GRANT, Phase.OPEN, cause));
    failures.accept(new ActionFailed(GRANT, Phase.CLOSE, cause));
    failures.accept(new JournalFailed(GRANT, cause));
    failures.accept(new Refused(GRANT));

    assertThat(lines)
        .containsExactly(
            "203.0.113.7: ssh: error, cannot be opened: java.io.IOException: one-time sequence is used",
            "203.0.113.7: ssh: error, cannot be closed: java.io.IOException: one-time sequence is used",
            "203.0.113.7: ssh: error, lease on disk is not up to date: java.io.IOException: one-time sequence is used",
            "203.0.113.7: ssh: error, cannot be opened: too many are open");
  }

  @Test
  void sayWhetherAnInterfaceIsHeard() {
    failures.accept(new SourceFailed("eth0", new IOException("it is gone")));
    failures.accept(new SourceRecovered("eth0"));

    assertThat(lines)
        .containsExactly(
            "error, nothing is heard on eth0: java.io.IOException: it is gone",
            "listening on eth0");
  }

  @Test
  void leaveToOthersWhatHasALineOfKnockd() {
    CommandFailedException failed = Assertions.catchThrowableOfType(
        CommandFailedException.class,
        () -> CommandAction.opening(Command.shell("exit 3")).open(GRANT));

    failures.accept(new ActionFailed(GRANT, Phase.OPEN, failed));
    failures.accept(new Opened(GRANT));

    assertThat(lines).isEmpty();
  }
}
