// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcapSourceTest {

  @Test
  void isForLowLatencyWithABufferOf32MiBUnlessToldOtherwise() {
    PcapSource source = PcapSource.on("eth0");

    assertThat(source.isImmediate()).isTrue();
    assertThat(source.timeoutMs()).isEqualTo(100);
    assertThat(source.bufferBytes()).isEqualTo(32 << 20);
  }

  @Test
  void keepsEachSettingWhenAnotherIsChanged() {
    PcapSource source = PcapSource.on("eth0").throughput().buffer(1 << 20);

    assertThat(source).hasToString("PcapSource[eth0]");
    assertThat(source.isImmediate()).isFalse();
    assertThat(source.timeoutMs()).isEqualTo(1);
    assertThat(source.bufferBytes()).isEqualTo(1 << 20);
    assertThat(source.lowLatency().bufferBytes()).isEqualTo(1 << 20);
    assertThat(source.hasToBeUp()).isFalse();
    assertThat(source.mustBeUp().throughput().lowLatency().buffer(1 << 20).hasToBeUp())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, (64 << 10) - 1, (1 << 30) + 1})
  void refusesABufferOutOfRange(int bytes) {
    assertThatThrownBy(() -> PcapSource.on("eth0").buffer(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("buffer must be 65536..1073741824 bytes: " + bytes);
  }

  @Test
  void refusesAnInterfaceWithoutAName() {
    assertThatThrownBy(() -> PcapSource.on(" ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PcapSource.on("eth0", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesNoDoorsBeforeItHasStarted() {
    PcapSource source = PcapSource.on("eth0");

    assertThatThrownBy(() -> source.watch(List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("source has not been started: PcapSource[eth0]");
  }

  @Test
  void doesNotStartOnceClosed() {
    PcapSource source = PcapSource.on("eth0");
    source.close();

    assertThatCode(source::close).doesNotThrowAnyException();
    assertThatThrownBy(() -> source.start(List.of(), (packet, nowNs) -> {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
