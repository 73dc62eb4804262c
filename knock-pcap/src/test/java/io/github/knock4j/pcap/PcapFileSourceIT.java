// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static io.github.knock4j.pcap.PcapFiles.MICROSECONDS;
import static io.github.knock4j.pcap.PcapFiles.NANOSECONDS;
import static io.github.knock4j.pcap.PcapFiles.RAW_IP;
import static io.github.knock4j.pcap.PcapFiles.USB;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.IpAddress;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.packet.PacketView;
import io.github.knock4j.spi.PacketHandler;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs libpcap, but neither root nor a network. */
class PcapFileSourceIT {

  private static final long FIRST_NS = 1_700_000_000_123_456_789L;
  private static final long SECOND_NS = FIRST_NS + 1_500_000_001L;
  private static final String KNOCK = "heard UDP 192.0.2.7 192.0.2.1 8002 ";

  @TempDir
  private Path directory;

  private Path file;
  private final Recorder recorder = new Recorder();

  @BeforeAll
  static void here() {
    NetLab.requirePrograms("tcpdump");
  }

  @BeforeEach
  void name() {
    file = directory.resolve("knocks.pcap");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void keepsEveryNanosecondInBothByteOrders(boolean isBig) throws IOException {
    write(isBig ? BIG_ENDIAN : LITTLE_ENDIAN, NANOSECONDS, FIRST_NS, SECOND_NS);

    PcapFileSource source = PcapFileSource.reading(file);

    assertThat(source.replay(recorder)).isEqualTo(2);
    assertThat(recorder.stamps).containsExactly(FIRST_NS, SECOND_NS);
    assertThat(recorder.idle).containsExactly(SECOND_NS);
    assertThat(recorder.heard).containsOnly(KNOCK + "local");
    assertThat(source.nowNs()).isEqualTo(SECOND_NS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsMicrosecondsInBothByteOrders(boolean isBig) throws IOException {
    write(isBig ? BIG_ENDIAN : LITTLE_ENDIAN, MICROSECONDS, FIRST_NS);

    PcapFileSource.reading(file).replay(recorder);

    assertThat(recorder.stamps).containsExactly(FIRST_NS / 1000 * 1000);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsPcapngInBothByteOrders(boolean isBig) throws IOException {
    ByteOrder order = isBig ? BIG_ENDIAN : LITTLE_ENDIAN;

    PcapFileSource.reading(PcapFiles.writeNg(file, order, 9, FIRST_NS, SECOND_NS))
        .replay(recorder);
    PcapFileSource.reading(PcapFiles.writeNg(file, order, 6, FIRST_NS)).replay(recorder);

    assertThat(recorder.stamps).containsExactly(FIRST_NS, SECOND_NS, FIRST_NS / 1000 * 1000);
    assertThat(recorder.heard).hasSize(3).containsOnly(KNOCK + "local");
  }

  @Test
  void replaysOnAThreadOfItsOwn() throws Exception {
    write(LITTLE_ENDIAN, NANOSECONDS, FIRST_NS, SECOND_NS);

    try (PcapFileSource source = PcapFileSource.reading(file)) {
      source.start(List.of(), recorder);

      assertThat(source.awaitEnd(ofSeconds(20))).isTrue();
      assertThatThrownBy(() -> source.start(List.of(), recorder))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(recorder.heard).hasSize(2);
    assertThat(recorder.idle).containsExactly(SECOND_NS);
  }

  @Test
  void tellsLocalDestinationsFromOthersIfItKnows() throws IOException {
    write(LITTLE_ENDIAN, NANOSECONDS, FIRST_NS);
    PcapFileSource source = PcapFileSource.reading(file);

    source.local(IpAddress.parse("192.0.2.1")).replay(recorder);
    source.local(IpAddress.parse("192.0.2.2")).replay(recorder);

    assertThat(recorder.heard).containsExactly(KNOCK + "local", KNOCK + "foreign");
  }

  @Test
  void saysNothingAboutAnEmptyFile() throws IOException {
    write(LITTLE_ENDIAN, NANOSECONDS);

    assertThat(PcapFileSource.reading(file).replay(recorder)).isZero();
    assertThat(recorder.idle).isEmpty();
  }

  @Test
  void namesAFileThatIsMissing() {
    assertThatThrownBy(() -> PcapFileSource.reading(file).replay(recorder))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(file + ": capture file does not exist");
  }

  @Test
  void namesAFileThatIsNoCapture() throws IOException {
    Files.writeString(file, "7001:tcp,8002:udp,9003:tcp and so on");

    assertThatThrownBy(() -> PcapFileSource.reading(file).start(List.of(), recorder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot read capture file '" + file + "': ");
  }

  @Test
  void namesALinkTypeThatCannotBeRead() throws IOException {
    PcapFiles.write(file, LITTLE_ENDIAN, NANOSECONDS, USB, FIRST_NS);

    assertThatThrownBy(() -> PcapFileSource.reading(file).replay(recorder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot read frames of file '" + file + "': its link type is 220");
  }

  @Test
  void deliversWhatComesBeforeAGarbledPlace() throws Exception {
    write(LITTLE_ENDIAN, NANOSECONDS, FIRST_NS, SECOND_NS);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    String message = "capture file '" + file + "' is garbled after frame 1: ";

    assertThatThrownBy(() -> PcapFileSource.reading(file).replay(recorder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
    try (PcapFileSource source = PcapFileSource.reading(file)) {
      source.start(List.of(), recorder);
      source.awaitEnd(ofSeconds(20));
    }

    assertThat(recorder.heard).hasSize(2);
    assertThat(recorder.idle).isEmpty();
    assertThat(recorder.failures).singleElement().asString().startsWith(message);
  }

  @Test
  void endsWithWhatItsHandlerThrows() throws IOException {
    write(LITTLE_ENDIAN, NANOSECONDS, FIRST_NS, SECOND_NS);
    IllegalStateException enough = new IllegalStateException("enough");

    assertThatThrownBy(() -> PcapFileSource.reading(file).replay((packet, nowNs) -> {
          recorder.onPacket(packet, nowNs);
          throw enough;
        }))
        .isSameAs(enough);

    assertThat(recorder.heard).hasSize(1);
  }

  @Test
  void tellsTheHandlerWhateverItHasThrown() throws Exception {
    write(LITTLE_ENDIAN, NANOSECONDS, FIRST_NS, SECOND_NS);
    List<Exception> told = new CopyOnWriteArrayList<>();

    try (PcapFileSource source = PcapFileSource.reading(file)) {
      source.start(List.of(), new PacketHandler() {
        @Override
        public void onPacket(PacketView packet, long nowNs) {
          Undeclared.raise(new Exception("enough"));
        }

        @Override
        public void onFailure(Exception cause) {
          told.add(cause);
        }
      });
      assertThat(source.awaitEnd(ofSeconds(20))).isTrue();
    }

    assertThat(told).singleElement().hasToString("java.lang.Exception: enough");
  }

  @Test
  void isClosedByItsOwnHandlerBeforeTheEnd() throws Exception {
    write(LITTLE_ENDIAN, NANOSECONDS, FIRST_NS, SECOND_NS);
    PcapFileSource source = PcapFileSource.reading(file);
    CountDownLatch isStarted = new CountDownLatch(1);

    source.start(List.of(), (packet, nowNs) -> {
      recorder.onPacket(packet, nowNs);
      await(isStarted);
      source.close();
    });
    isStarted.countDown();

    assertThat(source.awaitEnd(ofSeconds(20))).isTrue();
    assertThat(recorder.heard).hasSize(1);
    assertThat(recorder.failures).isEmpty();
  }

  private void write(ByteOrder order, int magic, long... stampsNs) throws IOException {
    PcapFiles.write(file, order, magic, RAW_IP, stampsNs);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
