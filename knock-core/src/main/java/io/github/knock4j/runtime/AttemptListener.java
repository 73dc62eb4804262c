// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Grant;
import io.github.knock4j.engine.AttemptView;
import io.github.knock4j.engine.KnockListener;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the engine and a user's listener: what the latter throws, Errors included, must not
 * reach the engine, which would be left in the middle of a packet, nor the thread that captures.
 */
final class AttemptListener implements KnockListener {

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

  private final Consumer<Grant> opened;
  private final KnockListener listener;

  AttemptListener(Consumer<Grant> opened, KnockListener listener) {
    this.opened = opened;
    this.listener = listener;
  }

  @Override
  public void onOpened(Grant grant) {
    // First: what it makes of an opening shall not come after what the door's actions make of it.
    try {
      listener.onOpened(grant);
    } catch (Throwable thrown) {
      failed(thrown);
    }
    opened.accept(grant);
  }

  @Override
  public void onAdvanced(AttemptView attempt) {
    try {
      listener.onAdvanced(attempt);
    } catch (Throwable thrown) {
      failed(thrown);
    }
  }

  @Override
  public void onTimedOut(AttemptView attempt) {
    try {
      listener.onTimedOut(attempt);
    } catch (Throwable thrown) {
      failed(thrown);
    }
  }

  @Override
  public void onReset(AttemptView attempt) {
    try {
      listener.onReset(attempt);
    } catch (Throwable thrown) {
      failed(thrown);
    }
  }

  @Override
  public void onEvicted(AttemptView attempt) {
    try {
      listener.onEvicted(attempt);
    } catch (Throwable thrown) {
      failed(thrown);
    }
  }

  private static void failed(Throwable thrown) {
    // A stranger's packet may be the cause, so this is no line of a level that is on by default.
    LOG.debug("attempt listener failed", thrown);
  }
}
