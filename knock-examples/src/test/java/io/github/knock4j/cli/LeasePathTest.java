// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeasePathTest {

  private static final String LONG =
      "/of-all-doors-that-this-host-guards-for-its-visitors/knockd.conf";

  @Test
  void isTheConfigurationsPathIfThatIsShort() {
    assertThat(LeasePath.of(Path.of("/etc/knockd.conf")))
        .isEqualTo(Path.of("/run/knock4j/etc-knockd.conf"));
  }

  /** Aa and BB have the same hash code. */
  @ParameterizedTest
  @CsvSource({"/etc/a-b, /etc/a/b", "/etc/a%2Db, /etc/a-b", "/srv/Aa" + LONG + ", /srv/BB" + LONG})
  void differsForDifferentConfigurations(Path one, Path other) {
    assertThat(LeasePath.of(one)).isNotEqualTo(LeasePath.of(other));
  }

  @Test
  void fitsIntoADirectoryHoweverLongTheConfigurationsPathIs() {
    assertThat(LeasePath.name(Path.of("/srv/" + "\ud83d\udeaa".repeat(200) + ".conf"))
            .getBytes())
        .hasSizeLessThan(256);
  }
}
