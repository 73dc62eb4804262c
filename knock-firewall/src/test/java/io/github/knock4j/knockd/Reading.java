// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.knock4j.Door;
import java.util.List;
import org.assertj.core.api.Assertions;

/** Reads configurations for tests, all under the name {@code knockd.conf}. */
final class Reading {

  private Reading() {}

  static KnockdConfig config(String text) throws KnockdConfigException {
    return KnockdConfig.parse(text, "knockd.conf");
  }

  /** The only door of a configuration. */
  static Door door(String text) throws KnockdConfigException {
    List<Door> doors = config(text).doors();
    Assertions.assertThat(doors).hasSize(1);
    return doors.get(0);
  }

  static List<String> warnings(String text) throws KnockdConfigException {
    return config(text).warnings().stream().map(KnockdRemark::toString).toList();
  }

  static List<String> errors(String text) {
    KnockdConfigException refused =
        catchThrowableOfType(KnockdConfigException.class, () -> config(text));
    Assertions.assertThat(refused).as("refusal").isNotNull();
    return refused.errors().stream().map(KnockdRemark::toString).toList();
  }
}
