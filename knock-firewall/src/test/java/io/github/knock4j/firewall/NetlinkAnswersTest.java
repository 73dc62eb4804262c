// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetlinkAnswersTest {

  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final int FIRST = Integer.MAX_VALUE - 1; // numbers wrap in the middle of the batch

  /** Begin, add, delete, add, end. */
  private static final byte[] RENEWAL = NftTransaction.opening(
          NftService.of(List.of(Knock.tcp(22))), true, ORDER)
      .filled(IpAddress.parse("203.0.113.7"), 1, FIRST);

  private final NetlinkAnswers answers = new NetlinkAnswers(RENEWAL, ORDER);

  @Test
  void isCompleteOnceTheLastMessageIsDone() {
    read(answer(FIRST + 3, 0));

    assertThat(answers.count()).isEqualTo(5);
    assertThat(answers.isComplete()).isTrue();
    assertThat(answers.errno()).isZero();
  }

  @Test
  void keepsTheFirstErrorAndWaitsForTheLastAnswer() {
    read(answer(FIRST + 2, -NetlinkException.ENOENT));
    boolean before = answers.isComplete();
    read(answer(FIRST + 3, -NetlinkException.EBUSY));

    assertThat(before).isFalse();
    assertThat(answers.isComplete()).isTrue();
    assertThat(answers.errno()).isEqualTo(NetlinkException.ENOENT);
  }

  @Test
  void takesARefusalOfTheWholeBatch() {
    read(answer(FIRST, -1));

    assertThat(answers.isComplete()).isTrue();
    assertThat(answers.errno()).isEqualTo(1);
  }

  @Test
  void acceptsThatTheBeginningIsAcknowledgedToo() {
    read(answer(FIRST, 0));

    assertThat(answers.isComplete()).isFalse();
    assertThat(answers.errno()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {FIRST - 1, FIRST + 5, 0})
  void skipsAnswersToOtherBatches(int sequence) {
    read(answer(sequence, -1));

    assertThat(answers.isComplete()).isFalse();
    assertThat(answers.errno()).isZero();
  }

  @Test
  void readsSeveralAnswersInOneDatagram() {
    ByteBuffer both = ByteBuffer.allocate(72);
    both.put(answer(FIRST + 1, -22)).put(answer(FIRST + 3, 0));

    read(both.array());

    assertThat(answers.isComplete()).isTrue();
    assertThat(answers.errno()).isEqualTo(22);
  }

  @Test
  void survivesEveryShorterPrefixAndEveryLength() {
    byte[] whole = answer(FIRST + 3, 0);
    for (int length = 0; length < 20; length++) {
      NetlinkAnswers cut = new NetlinkAnswers(RENEWAL, ORDER);
      cut.read(Arrays.copyOf(whole, 1_024), length);
      assertThat(cut.isComplete()).as("%d bytes", length).isFalse();
    }
    for (int size : new int[] {Integer.MIN_VALUE, -1, 0, 15, 16, 17, Integer.MAX_VALUE}) {
      ByteBuffer.wrap(whole).order(ORDER).putInt(0, size);
      new NetlinkAnswers(RENEWAL, ORDER).read(whole, whole.length);
    }
  }

  private void read(byte[] datagram) {
    answers.read(datagram, datagram.length);
  }

  /** An error message of 36 bytes: header, number, and the header of what it answers. */
  private static byte[] answer(int sequence, int error) {
    return ByteBuffer.allocate(36)
        .order(ORDER)
        .putInt(36)
        .putShort((short) 2)
        .putShort((short) 0)
        .putInt(sequence)
        .putInt(4_711)
        .putInt(error)
        .array();
  }
}
