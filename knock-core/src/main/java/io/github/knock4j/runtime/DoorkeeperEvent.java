// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

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
   * An action failed, so a door is not as the grant says. A failed close is tried again; after a
   * failed open or renew, the visitor can knock again, and the close comes in its time.
   *
   * @param grant the grant
   * @param phase what was to be done
   * @param cause what the action threw
   */
  record ActionFailed(Grant grant, Phase phase, Throwable cause) implements DoorkeeperEvent {}

  /**
   * A sequence was right, but nothing was done, because too many grants are there already.
   *
   * @param grant the grant that was not given
   */
  record Refused(Grant grant) implements DoorkeeperEvent {}

  /**
   * A source lost packets before anybody saw them.
   *
   * @param count how many, more than zero
   */
  record PacketsLost(long count) implements DoorkeeperEvent {}

  /**
   * A source has stopped delivering, for good or until it has mended itself.
   *
   * @param cause what happened
   */
  record SourceFailed(Exception cause) implements DoorkeeperEvent {}
}
