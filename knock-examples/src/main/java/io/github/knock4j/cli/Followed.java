// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.Explanation;

/**
 * Why a door is as it is to the visitor who is followed. Immutable; shows stages, never ports.
 *
 * @param visitor who is followed
 * @param door the door's name
 * @param explanation what became of the last attempt
 */
record Followed(IpAddress visitor, String door, Explanation explanation) {

  String told() {
    return visitor + " at " + door + ": " + explanation;
  }

  boolean isAbout(Sighting sighting) {
    return sighting.visitor().equals(visitor) && sighting.door().equals(door);
  }
}
