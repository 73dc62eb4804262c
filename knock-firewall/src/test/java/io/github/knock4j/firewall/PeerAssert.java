// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.netlab.Running;
import java.util.Arrays;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** What a {@link Peer} answers, which is told what should be open so that it waits for that. */
final class PeerAssert extends AbstractAssert<PeerAssert, Running> {

  private PeerAssert(Running peer) {
    super(peer, PeerAssert.class);
  }

  static PeerAssert assertThat(Running peer) {
    return new PeerAssert(peer);
  }

  /** Finds open what is named, and nothing else. */
  PeerAssert finds(String question, String... open) {
    Assertions.assertThat(ask(question, open))
        .as(describedBy(question))
        .isEqualTo(Arrays.toString(open));
    return this;
  }

  PeerAssert findsNothing(String question) {
    return finds(question);
  }

  /** Finds TCP open, whatever there is of UDP. */
  PeerAssert findsTcpAtLeast(String question) {
    Assertions.assertThat(ask(question, "tcp")).as(describedBy(question)).contains("tcp");
    return this;
  }

  private String ask(String question, String... open) {
    return FirewallLab.ask(actual, question + " " + String.join(" ", open));
  }

  private String describedBy(String question) {
    return descriptionText().isEmpty() ? question : descriptionText() + ": " + question;
  }
}
