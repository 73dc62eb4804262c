// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import io.github.knock4j.Door;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The door as the configuration of the application describes it.
 *
 * @param door what logs and meters call it
 * @param sequence as in {@link Sequence}: a secret. A plain text here, because Spring shows the value
 *     of a property that it cannot convert
 * @param window the time from the first to the last knock is shorter than this
 * @param lease how long the door stays open
 * @param allAddresses whether knocks are heard from the network, not from this machine alone
 */
@ConfigurationProperties("knock4j")
record KnockProperties(
    @DefaultValue("admin") String door,
    @Nullable String sequence,
    @DefaultValue("5s") Duration window,
    @DefaultValue("10m") Duration lease,
    @DefaultValue("false") boolean allAddresses) {

  Door toDoor() {
    if (sequence == null || sequence.isBlank()) {
      throw new IllegalStateException("knock4j.sequence must be set");
    }
    return Door.named(door)
        .knocks(Sequence.parse("knock4j.sequence", sequence))
        .within(window)
        .openFor(lease)
        .build();
  }

  /** Hides the sequence. */
  @Override
  public String toString() {
    return "KnockProperties[" + door + "]";
  }
}
