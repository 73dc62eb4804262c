// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.spi;

import io.github.knock4j.Door;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Sequences that open a door once each: who has seen one on the network cannot use it again.
 *
 * <p>When a visitor has knocked with the sequence of such a door, that sequence is spent first, the
 * door goes on to the next one, and only then is it opened. Until that is done, the door hears nobody.
 *
 * <p>One object that serves several doors is called by several threads at once.
 */
@FunctionalInterface
public interface OneTimeSequences {

  /**
   * Marks the sequence of a door as used, for good: when this returns, no later process may offer it
   * again. Called by one thread at a time for each door, which may block.
   *
   * @param door the door with the sequence that was knocked
   * @return the same door with the next sequence, see {@link Door#withKnocks}; null if none is left,
   *     and nobody is to be heard at the door any more
   * @throws IOException if the sequence cannot be marked; the door is then not opened, and keeps its
   *     sequence
   */
  @Nullable
  Door spend(Door door) throws IOException;
}
