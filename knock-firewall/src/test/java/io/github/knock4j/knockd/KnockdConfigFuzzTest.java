// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.knock4j.Door;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Any bytes are a configuration or a list of errors. {@code mvn -Pfuzz} looks for bytes that are
 * neither; otherwise those that were found before are tried again.
 */
class KnockdConfigFuzzTest {

  private static final KnockdLog LOG = KnockdLog.to(line -> {});

  @FuzzTest(maxDuration = "3m")
  void readsOrRefusesEveryText(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    // Which files there are on this machine is none of the fuzzer's business.
    if (text.toLowerCase(Locale.ROOT).contains("one_time")) {
      return;
    }
    try {
      KnockdConfig config = KnockdConfig.parse(text, "knockd.conf");
      assertThat(config.guards(LOG)).hasSameSizeAs(config.doors());
      assertThat(config.doors()).extracting(Door::name).doesNotHaveDuplicates();
    } catch (KnockdConfigException refused) {
      assertThat(refused.errors()).isNotEmpty();
      assertThat(refused.getMessage().lines()).hasSameSizeAs(refused.errors());
    }
  }
}
