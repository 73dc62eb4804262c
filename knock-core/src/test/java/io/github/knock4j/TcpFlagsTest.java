// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.TcpFlags.Flag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TcpFlagsTest {

  private static final int SYN = Flag.SYN.bit();
  private static final int ACK = Flag.ACK.bit();

  @Test
  void hasTheBitsOfTheTcpHeader() {
    assertThat(Flag.values()).extracting(Flag::bit).containsExactly(1, 2, 4, 8, 16, 32);
  }

  @Test
  void takesOnlyTheFirstPacketOfAConnectionAsNew() {
    for (int flags = 0; flags < 256; flags++) {
      boolean isNew = (flags & SYN) != 0 && (flags & ACK) == 0;

      assertThat(TcpFlags.NEW_CONNECTION.accepts(flags)).as("flags %x", flags).isEqualTo(isNew);
      assertThat(TcpFlags.ANY.accepts(flags)).as("flags %x", flags).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void looksAtTheOneFlagThatMatters(Flag flag) {
    TcpFlags set = TcpFlags.ANY.mustSet(flag);
    TcpFlags clear = TcpFlags.ANY.mustClear(flag);

    for (int flags = 0; flags < 64; flags++) {
      boolean isSet = (flags & flag.bit()) != 0;

      assertThat(set.accepts(flags)).isEqualTo(isSet);
      assertThat(clear.accepts(flags)).isEqualTo(!isSet);
    }
  }

  @Test
  void refusesAFlagThatMustBeBothSetAndClear() {
    assertThatThrownBy(() -> TcpFlags.NEW_CONNECTION.mustClear(Flag.SYN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("TCP flag cannot be both set and clear: syn");
    assertThatThrownBy(() -> TcpFlags.NEW_CONNECTION.mustSet(Flag.ACK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("TCP flag cannot be both set and clear: ack");
  }

  @Test
  void refusesBitsThatAreNoFlag() {
    assertThatThrownBy(() -> new TcpFlags(0x40, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("TCP flags must be within 0x3f: 0x40");
    assertThatThrownBy(() -> new TcpFlags(0, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void printsInTheNotationOfKnockd() {
    assertThat(TcpFlags.NEW_CONNECTION).hasToString("syn,!ack");
    assertThat(TcpFlags.ANY.mustSet(Flag.URG).mustSet(Flag.FIN)).hasToString("fin,urg");
    assertThat(TcpFlags.ANY.mustClear(Flag.RST).mustClear(Flag.PSH)).hasToString("!rst,!psh");
    assertThat(TcpFlags.ANY).hasToString("");
  }
}
