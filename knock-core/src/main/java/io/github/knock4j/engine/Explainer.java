// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.Explanation.Outcome;
import io.github.knock4j.packet.PacketView;

/**
 * Follows one visitor at one door. What happens to an attempt is told by the tally; here the reasons
 * are added for which a packet is not heard, since those change nothing and are told by nobody.
 */
final class Explainer {

  private final IpAddress visitor;
  private final Lock lock;
  private Outcome outcome = Outcome.NO_PACKET;
  private int stage;

  Explainer(IpAddress visitor, Lock lock) {
    this.visitor = visitor;
    this.lock = lock;
  }

  IpAddress visitor() {
    return visitor;
  }

  Lock lock() {
    return lock;
  }

  /** Looks at a packet before the attempts see it, in which the visitor is at this stage. */
  void look(PacketView packet, int code, boolean inKnockScope, int stage) {
    if (packet.sourceHigh() != visitor.high() || packet.sourceLow() != visitor.low()) {
      return;
    }
    if (lock.steps(code) != 0 && !lock.passes(packet, code)) {
      this.stage = stage;
      outcome = whyNotHeard(packet);
    } else if (outcome == Outcome.NO_PACKET || outcome == Outcome.NOT_IN_SCOPE) {
      outcome = whyNothingBegan(packet, code, inKnockScope);
    }
  }

  void tell(Lock lock, long high, long low, Outcome outcome, int stage) {
    if (high == visitor.high() && low == visitor.low() && lock.index == this.lock.index) {
      this.outcome = outcome;
      this.stage = stage;
    }
  }

  /** The answer, given whether the window of an attempt that is under way has passed. */
  Explanation explanation(boolean late) {
    boolean tooSlow = late && outcome == Outcome.IN_PROGRESS;
    return new Explanation(tooSlow ? Outcome.TOO_SLOW : outcome, stage, lock.codes.length);
  }

  private Outcome whyNothingBegan(PacketView packet, int code, boolean inKnockScope) {
    if (!lock.isInScope(code, inKnockScope)) {
      return Outcome.NOT_IN_SCOPE;
    }
    return lock.passes(packet, code) ? Outcome.WRONG_KNOCK : whyNotHeard(packet);
  }

  private Outcome whyNotHeard(PacketView packet) {
    if (!lock.passesVisitor(packet)) {
      return Outcome.NOT_ALLOWED;
    }
    return lock.passesTarget(packet) ? Outcome.FLAGS_NOT_HEARD : Outcome.OTHER_TARGET;
  }
}
