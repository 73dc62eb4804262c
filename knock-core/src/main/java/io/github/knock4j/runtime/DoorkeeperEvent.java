// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;

/**
 * What a {@link Doorkeeper} tells its listener: what became of grants, and of the sources. Immutable;
 * shows no port of any sequence.
 */
public sealed interface DoorkeeperEvent {

  /**
   * All actions of a door have opened it.
   *
   * @param grant to whom, and until when
   */
  record Opened(Grant grant) implements DoorkeeperEvent {}

  /**
   * A visitor knocked again at a door that was open to him: the deadline has moved.
   *
   * @param grant the grant with its new deadline
   */
  record Renewed(Grant grant) implements DoorkeeperEvent {}

  /**
   * All actions of a door have closed it.
   *
   * @param grant the grant that is over
   */
  record Closed(Grant grant) implements DoorkeeperEvent {}

  /**
   * An action failed, so a door is not as the grant says; or no action was called, because the lease
   * could not be written to disk before the door was to open. A failed close is tried again; after a
   * failed open or renew, the visitor can knock again, and the close comes in its time.
   *
   * @param grant the grant
   * @param phase what was to be done
   * @param cause what the action threw, or why the lease could not be written
   */
  record ActionFailed(Grant grant, Phase phase, Throwable cause) implements DoorkeeperEvent {}

  /**
   * A sequence was right, but nothing was done, because too many grants are there already.
   *
   * @param grant the grant that was not given
   */
  record Refused(Grant grant) implements DoorkeeperEvent {}

  /**
   * A grant goes on that an earlier process gave and left on disk: its door may be open.
   *
   * @param grant the grant with what remains of its lease; the deadline may have passed
   */
  record Resumed(Grant grant) implements DoorkeeperEvent {}

  /**
   * A lease on disk could not be brought up to date: after a crash, its door would be closed too
   * early, or once more than needed. It goes on as it should while this process lives, which tries
   * once a minute to remove the file of a door that is closed. A lease that
   * cannot be written at first is another matter: its door stays shut, which is an {@link
   * ActionFailed}.
   *
   * @param grant the grant that was renewed or closed
   * @param cause what happened
   */
  record JournalFailed(Grant grant, Exception cause) implements DoorkeeperEvent {}

  /**
   * The last one-time sequence of a door is used: nobody can open it any more.
   *
   * @param door the door with the sequence that was used last
   */
  record SequencesUsedUp(Door door) implements DoorkeeperEvent {}

  /**
   * A source lost packets before anybody saw them.
   *
   * @param count how many, more than zero
   */
  record PacketsLost(long count) implements DoorkeeperEvent {}

  /**
   * A source delivers nothing, for good or until it has mended itself.
   *
   * @param source the source, or that part of it which is concerned: an interface
   * @param cause what happened
   */
  record SourceFailed(String source, Exception cause) implements DoorkeeperEvent {}

  /**
   * A source delivers again after a failure, or the part of it that failed is no longer needed.
   *
   * @param source as in {@link SourceFailed}
   */
  record SourceRecovered(String source) implements DoorkeeperEvent {}
}
