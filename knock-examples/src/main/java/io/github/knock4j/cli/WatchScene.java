// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.runtime.DoorkeeperStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that there is to see at one moment. Immutable.
 *
 * @param where what is listened on
 * @param doors how many doors are watched
 * @param running since when
 * @param nowNs the time on the source's clock
 * @param status what the keeper says of itself
 * @param sightings who knocked, in the order to be shown
 * @param followed what became of the visitor who is followed, a line for each door
 * @param trouble what is wrong with the configuration; null if nothing is
 */
record WatchScene(
    String where,
    int doors,
    Duration running,
    long nowNs,
    DoorkeeperStatus status,
    List<Sighting> sightings,
    List<Followed> followed,
    @Nullable String trouble) {}
