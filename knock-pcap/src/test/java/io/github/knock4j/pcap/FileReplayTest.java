// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileReplayTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 999_999_999, 1_000_000_000, 1_700_000_000_123_456_789L, -1})
  void keepsEveryNanosecondOfAStamp(long ns) {
    Timestamp stamp = new Timestamp(Math.floorDiv(ns, 1_000_000_000L) * 1000);
    stamp.setNanos((int) Math.floorMod(ns, 1_000_000_000L));

    assertThat(FileReplay.ns(stamp)).isEqualTo(ns);
  }
}
