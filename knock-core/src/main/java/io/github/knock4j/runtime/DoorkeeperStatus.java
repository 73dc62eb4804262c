// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Grant;
import io.github.knock4j.engine.EngineCounters;
import java.util.List;

/**
 * How a {@link Doorkeeper} is doing, and what it has counted since it was started. Immutable.
 *
 * @param running whether packets are taken
 * @param grants the grants that are given and not yet closed, in no order
 * @param engine what the engine has counted
 * @param opened times a door was opened by all its actions
 * @param renewed times a grant was renewed
 * @param closed times a door was closed by all its actions
 * @param failed times an action failed, retries of a close included
 * @param refused openings that were turned away because there were too many grants
 * @param journalFailures times a lease on disk could not be brought up to date
 * @param packetsLost packets that sources lost because they were not read in time
 * @param packetsDropped packets that interfaces dropped before a source could see them
 * @param deaf the sources that deliver nothing now, or the parts of them: interfaces that are missing
 *     or down. Empty in good health
 * @param sourceFailures times a source, or a part of it, stopped delivering
 * @param eventsDropped events that the listener was too slow for
 */
public record DoorkeeperStatus(
    boolean running,
    List<Grant> grants,
    EngineCounters engine,
    long opened,
    long renewed,
    long closed,
    long failed,
    long refused,
    long journalFailures,
    long packetsLost,
    long packetsDropped,
    List<String> deaf,
    long sourceFailures,
    long eventsDropped) {}
