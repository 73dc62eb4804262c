// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Grant;

/**
 * One call of a guard's actions: the smallest thing that is done to a door. Immutable.
 *
 * @param guard whose actions
 * @param phase what they do
 * @param grant for whom, as things stood when the step began
 */
record Step(Guard guard, Phase phase, Grant grant) {}
