// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.spi;

import io.github.knock4j.Grant;

/**
 * What opening and closing a door do to the world. A lambda is an action that only opens.
 *
 * <p>Calls for one grant come one after the other, never two at once; calls for different grants come
 * in parallel, on threads that may block. Whatever a call throws counts as a failed action: it is
 * logged, counted and told as an event. An interrupt means that the time for it is over.
 */
@FunctionalInterface
public interface DoorAction {

  /**
   * Makes ready: shuts what the door is to open, for instance. Called once for each door that this
   * action is guarded with, before packets are taken; does nothing unless overridden. May find
   * everything ready already.
   *
   * @throws Exception if the action cannot do its work; the door is then not guarded
   */
  default void prepare() throws Exception {}

  /**
   * Opens the door to the grant's visitor.
   *
   * @param grant who, which door, and until when
   * @throws Exception if the door could not be opened
   */
  void open(Grant grant) throws Exception;

  /**
   * Prolongs an open door: the visitor knocked again. Does nothing unless overridden, which is right
   * where the end of the lease is known to nobody but the keeper.
   *
   * @param grant the same visitor and door, with the new deadline
   * @throws Exception if the door could not be prolonged
   */
  default void renew(Grant grant) throws Exception {}

  /**
   * Hears of a grant that an earlier process gave and that goes on, before any other call for it: its
   * door may be open. Does nothing unless overridden, by an action that must know whom else it is to
   * keep the door open to. Called when the keeper starts or guards the door anew; must be quick, and
   * leave the door as it is.
   *
   * @param grant with the deadline that it has now
   * @throws Exception if it cannot; that is logged, and the grant goes on all the same
   */
  default void resume(Grant grant) throws Exception {}

  /**
   * Closes the door to the grant's visitor. Must be content to find it closed already: it is called
   * again after a failure, and after a restart. Called only for doors with a lease; does nothing
   * unless overridden.
   *
   * <p>Where leases outlive the process, an action is called for grants that an earlier process
   * gave, although this object's {@code open} never was; whether that process came to open the door
   * is then unknown, and the door may have been changed since.
   *
   * @param grant the grant that is over
   * @throws Exception if the door could not be closed; it is then tried again
   */
  default void close(Grant grant) throws Exception {}
}
