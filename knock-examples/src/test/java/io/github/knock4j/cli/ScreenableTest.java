// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScreenableTest {

  @Test
  void leavesWhatIsSimplyShown() {
    assertThat(Screenable.of("wlan0 Tür 戸 🚪")).isEqualTo("wlan0 Tür 戸 🚪");
  }

  @Test
  void replacesWhatATerminalObeysOrWhatIsNotSeen() {
    assertThat(Screenable.of("a\u0007b\u001bc\nd\u009be\u202ef\u2028g\ud800h\u0301i\u200bj"))
        .isEqualTo("a?b?c?d?e?f?g?h?i?j");
  }

  @Test
  void cutsBetweenCharactersAndNotWithinOne() {
    assertThat(Screenable.cut("🚪🚪🚪", 3)).isEqualTo("🚪🚪🚪");
    assertThat(Screenable.cut("🚪🚪🚪🚪", 3)).isEqualTo("🚪🚪~");
    assertThat(Screenable.padded("🚪", 3)).isEqualTo("🚪  ");
  }
}
