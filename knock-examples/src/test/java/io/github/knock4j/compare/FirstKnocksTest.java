// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FirstKnocksTest {

  /** The header that is worked through in many a text on RFC 1071, behind a link header. */
  @Test
  void haveTheChecksumOfTheirHeader() {
    byte[] frame = new byte[14 + 20];
    byte[] header = HexFormat.of().parseHex("45000073000040004011" + "0000" + "c0a80001c0a800c7");
    System.arraycopy(header, 0, frame, 14, header.length);

    assertThat(FirstKnocks.checksum(frame)).isEqualTo((short) 0xb861);
  }
}
