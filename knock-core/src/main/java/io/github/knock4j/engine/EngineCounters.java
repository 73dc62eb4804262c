// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

/**
 * What an engine has counted since it was made. Immutable.
 *
 * <p>Every packet is either noise or has changed an attempt. Every attempt that was started is still
 * live or has ended in exactly one way: {@code started = live + opened + cooled + timedOut + reset +
 * evicted + withdrawn}.
 *
 * @param packets packets that the engine was given
 * @param noise packets that changed nothing at any door
 * @param retransmitted times a door did not hear a packet because it was a TCP retransmission
 * @param started attempts that began: a first knock matched
 * @param advanced times an attempt reached a higher stage, the first one included, the last one not
 * @param opened times a door opened
 * @param cooled times a sequence was complete but came within the door's cooldown
 * @param timedOut attempts that were not finished within the window
 * @param reset attempts that were undone by a packet that was not their next knock
 * @param evicted attempts that were dropped to make room
 * @param withdrawn attempts that went with their door when the doors were replaced
 * @param live attempts that have not ended, or whose end has not been noticed yet
 */
public record EngineCounters(
    long packets,
    long noise,
    long retransmitted,
    long started,
    long advanced,
    long opened,
    long cooled,
    long timedOut,
    long reset,
    long evicted,
    long withdrawn,
    long live) {}
