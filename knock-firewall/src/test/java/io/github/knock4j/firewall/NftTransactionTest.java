// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with what nft 1.0.6 sent on a little-endian machine; each file tells for which script. */
class NftTransactionTest {

  private static final NftService SSH = NftService.of(List.of(tcp(22))).named("ssh");
  private static final NftService VPN =
      NftService.of(List.of(udp(51820), tcp(443), udp(500))).named("vpn_1").rejecting();
  private static final IpAddress IPV4 = IpAddress.parse("203.0.113.7");
  private static final IpAddress IPV6 = IpAddress.parse("2001:db8::7");

  private static final int HEADER = 16;
  private static final int FLAGS_AT = 6;

  /** Attribute 4 of a message about elements, with some number. */
  private static final String SET_ID = "(?<=00)08000400000000[0-9a-f]{2}(?=[0-9a-f]{4}0380)";

  @Test
  void setsUpAServiceThatDrops() throws IOException {
    assertThat(lines(NftTransaction.setUp(SSH, 0, LITTLE_ENDIAN)))
        .isEqualTo(sent("set-up-dropping"));
    assertThat(NftScript.setUp(SSH)).isEqualTo(script("set-up-dropping"));
  }

  @Test
  void setsUpAServiceThatRejects() throws IOException {
    assertThat(lines(NftTransaction.setUp(VPN, 0, LITTLE_ENDIAN)))
        .isEqualTo(sent("set-up-rejecting"));
    assertThat(NftScript.setUp(VPN)).isEqualTo(script("set-up-rejecting"));
  }

  @Test
  void opensToANewVisitor() throws IOException {
    NftOpening opening = NftTransaction.openingToNew(SSH, true, LITTLE_ENDIAN);

    assertThat(lines(opening.filled(IPV4, 600_020, 0))).isEqualTo(sent("open-ipv4"));
    assertThat(NftScript.open(SSH, IPV4, 600_020)).isEqualTo(script("open-ipv4"));
  }

  @Test
  void opensToAnIpv4VisitorWhoMayBeIn() throws IOException {
    assertThat(lines(opening(SSH, IPV4, 600_020, 0, LITTLE_ENDIAN))).isEqualTo(sent("renew-ipv4"));
    assertThat(NftScript.renew(SSH, IPV4, 600_020)).isEqualTo(script("renew-ipv4"));
  }

  @Test
  void opensToAnIpv6VisitorWhoMayBeIn() throws IOException {
    assertThat(lines(opening(VPN, IPV6, 31_536_000_020L, 0, LITTLE_ENDIAN)))
        .isEqualTo(sent("renew-ipv6"));
    assertThat(NftScript.renew(VPN, IPV6, 31_536_000_020L)).isEqualTo(script("renew-ipv6"));
  }

  @Test
  void closesToAnIpv6Visitor() throws IOException {
    assertThat(lines(NftTransaction.close(VPN, IPV6, 0, LITTLE_ENDIAN)))
        .isEqualTo(sent("close-ipv6"));
    assertThat(NftScript.close(VPN, IPV6)).isEqualTo(script("close-ipv6"));
  }

  @Test
  void removesAServiceAndTheTable() throws IOException {
    assertThat(lines(NftTransaction.remove(SSH, 0, LITTLE_ENDIAN))).isEqualTo(sent("remove"));
    assertThat(NftScript.remove(SSH)).isEqualTo(script("remove"));
    assertThat(lines(NftTransaction.removeTable(0, LITTLE_ENDIAN))).isEqualTo(sent("remove-table"));
    assertThat(NftScript.removeTable()).isEqualTo(script("remove-table"));
  }

  @Test
  void asksForOneAnswerAndCountsMessagesFromTheNumberGiven() {
    byte[] batch = opening(SSH, IPV4, 1, -2, LITTLE_ENDIAN);

    List<Integer> numbers = new ArrayList<>();
    List<Boolean> asks = new ArrayList<>();
    for (ByteBuffer message : messages(batch, LITTLE_ENDIAN)) {
      numbers.add(message.getInt(8));
      asks.add((message.getShort(FLAGS_AT) & NetlinkBatch.ACKNOWLEDGE) != 0);
    }

    assertThat(numbers).containsExactly(-2, -1, 0, 1, 2);
    assertThat(asks).containsExactly(false, false, false, true, false);
  }

  @Test
  void writesHeadersInTheByteOrderOfTheMachineOnly() {
    ByteBuffer message =
        messages(opening(SSH, IPV4, 600_020, 0, BIG_ENDIAN), BIG_ENDIAN).get(1);
    String hex = HexFormat.of().formatHex(message.array());

    assertThat(hex)
        .startsWith("000000580a0c0401")
        .contains("cb007107")
        .contains("00000000000927d4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.7", "2001:db8::7"})
  void opensToALaterVisitorAsIfHeWereTheFirst(String visitor) {
    IpAddress later = IpAddress.parse(visitor);
    boolean ipv4 = later.isIpv4();

    opensToALaterVisitor(later, () -> NftTransaction.opening(VPN, ipv4, LITTLE_ENDIAN));
    opensToALaterVisitor(later, () -> NftTransaction.openingToNew(VPN, ipv4, LITTLE_ENDIAN));
  }

  private static void opensToALaterVisitor(IpAddress later, Supplier<NftOpening> openings) {
    IpAddress first =
        later.isIpv4() ? IpAddress.parse("10.11.12.13") : IpAddress.parse("fe80::1:2");
    NftOpening used = openings.get();
    used.filled(first, Long.MAX_VALUE, -7);

    assertThat(used.filled(later, 600_020, 42))
        .isEqualTo(openings.get().filled(later, 600_020, 42));
  }

  private static byte[] opening(
      NftService service, IpAddress visitor, long timeoutMs, int sequence, ByteOrder machine) {
    return NftTransaction.opening(service, visitor.isIpv4(), machine)
        .filled(visitor, timeoutMs, sequence);
  }

  /** As the fixtures have them: one message per line, none asking for an answer. */
  private static List<String> lines(byte[] batch) {
    return messages(batch, LITTLE_ENDIAN).stream()
        .map(message -> {
          int flags = message.getShort(FLAGS_AT) & ~NetlinkBatch.ACKNOWLEDGE;
          message.putShort(FLAGS_AT, (short) flags);
          return HexFormat.of().formatHex(message.array());
        })
        .toList();
  }

  private static List<ByteBuffer> messages(byte[] batch, ByteOrder order) {
    List<ByteBuffer> messages = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(batch).order(order);
    while (rest.hasRemaining()) {
      byte[] message = new byte[rest.getInt(rest.position())];
      assertThat(message.length).isGreaterThanOrEqualTo(HEADER);
      rest.get(message);
      messages.add(ByteBuffer.wrap(message).order(order));
    }
    return messages;
  }

  private static List<String> sent(String name) throws IOException {
    return fixture(name).stream()
        .filter(line -> !line.startsWith("#"))
        .map(NftTransactionTest::withoutSetId)
        .toList();
  }

  private static String script(String name) throws IOException {
    return fixture(name).stream()
        .filter(line -> line.startsWith("# ") && !line.contains("SPDX"))
        .map(line -> line.substring(2))
        .collect(Collectors.joining("\n"));
  }

  private static String withoutSetId(String line) {
    String shorter = line.startsWith("0c0a", 8) ? line.replaceFirst(SET_ID, "") : line;
    byte[] message = HexFormat.of().parseHex(shorter);
    ByteBuffer.wrap(message).order(LITTLE_ENDIAN).putInt(0, message.length);
    return HexFormat.of().formatHex(message);
  }

  private static List<String> fixture(String name) throws IOException {
    try (InputStream in =
        NftTransactionTest.class.getResourceAsStream("nft-1.0.6/" + name + ".hex")) {
      return new String(in.readAllBytes(), US_ASCII).lines().toList();
    }
  }
}
