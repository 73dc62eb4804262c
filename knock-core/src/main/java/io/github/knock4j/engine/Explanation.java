// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

/**
 * Why a visitor's last attempt at a door stands where it stands. Shows stages, never ports. Immutable.
 *
 * @param outcome what became of the attempt
 * @param stage how many knocks had matched when it did, 0 to {@code knocks}
 * @param knocks how many knocks the door has
 */
public record Explanation(Outcome outcome, int stage, int knocks) {

  /** What can become of an attempt. */
  public enum Outcome {
    /** No packet of this visitor was seen since the engine was asked to explain. */
    NO_PACKET("no packet was seen"),
    /** The attempt is under way. */
    IN_PROGRESS("in progress"),
    /** The door opened. */
    OPENED("opened"),
    /** The sequence was right, but the door had opened to this visitor within its cooldown. */
    COOLING_DOWN("right, but within the cooldown"),
    /** A packet was heard that is not the next knock. */
    WRONG_KNOCK("wrong knock"),
    /** The window passed before the last knock. */
    TOO_SLOW("too slow"),
    /** A knock was taken for the retransmission of the one before it. */
    RETRANSMISSION("retransmission"),
    /** A packet to a port of the sequence was not heard because of its TCP flags. */
    FLAGS_NOT_HEARD("flags not heard"),
    /** A packet to a port of the sequence was not heard because it was sent to another address. */
    OTHER_TARGET("sent to another address"),
    /** A packet was not heard because the visitor is in none of the door's networks. */
    NOT_ALLOWED("visitor not in an allowed network"),
    /** A packet was not heard because its port is not in the door's scope. */
    NOT_IN_SCOPE("not in scope"),
    /** The attempt was dropped to make room for others. */
    EVICTED("dropped to make room");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** For people: {@code wrong knock at stage 1 of 3}. */
  @Override
  public String toString() {
    return outcome + " at stage " + stage + " of " + knocks;
  }
}
