// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Protocol;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Builds the bytes of frames, as a sender with correct checksums would.
 *
 * <pre>{@code
 * byte[] frame = Frames.ethernet().vlan(5).ip("192.0.2.1", "198.51.100.2").tcp(40_000, 7001).bytes();
 * }</pre>
 */
public final class Frames {

  /** The TCP flags of a first packet. */
  public static final int SYN = 0x02;

  private record Extension(int type, byte[] body) {}

  private final LinkType link;
  private final List<Integer> tags = new ArrayList<>();
  private final List<Extension> extensions = new ArrayList<>();
  private boolean pppoe;
  private IpAddress source = IpAddress.parse("192.0.2.1");
  private IpAddress destination = IpAddress.parse("198.51.100.2");
  private byte[] ipOptions = {};
  private int fragment;
  private Protocol protocol = Protocol.UDP;
  private int sourcePort;
  private int destinationPort;
  private int flags = SYN;
  private int sequence = 0x01020304;
  private byte[] tcpOptions = {};
  private byte[] payload = {};
  private int padding;

  private Frames(LinkType link) {
    this.link = link;
  }

  /** A frame that begins as this link's do. */
  public static Frames on(LinkType link) {
    return new Frames(link);
  }

  /** An Ethernet frame. */
  public static Frames ethernet() {
    return on(LinkType.ETHERNET);
  }

  /** Adds an IEEE 802.1Q tag. */
  public Frames vlan(int id) {
    return tag(0x8100, id);
  }

  /** Adds a tag with another EtherType than that of IEEE 802.1Q. */
  public Frames tag(int etherType, int id) {
    tags.add(etherType << 16 | id);
    return this;
  }

  /** Puts PPPoE between Ethernet and IP. */
  public Frames pppoe() {
    pppoe = true;
    return this;
  }

  /** Sets the addresses, and by them the version of IP. */
  public Frames ip(String source, String destination) {
    this.source = IpAddress.parse(source);
    this.destination = IpAddress.parse(destination);
    return this;
  }

  /** Adds options to the IPv4 header: so many bytes, a multiple of 4. */
  public Frames ipOptions(int length) {
    ipOptions = noOperation(length);
    return this;
  }

  /** Makes it an IPv4 fragment: its offset in units of 8 bytes, and whether more follow. */
  public Frames fragment(int offset, boolean more) {
    fragment = offset | (more ? 0x2000 : 0);
    return this;
  }

  /** Adds an IPv6 extension header: its number, and what follows its next-header byte. */
  public Frames extension(int type, String hex) {
    extensions.add(new Extension(type, hex(hex)));
    return this;
  }

  /** Makes it TCP: a SYN, unless flags are set. */
  public Frames tcp(int sourcePort, int destinationPort) {
    return transport(Protocol.TCP, sourcePort, destinationPort);
  }

  /** Makes it UDP. */
  public Frames udp(int sourcePort, int destinationPort) {
    return transport(Protocol.UDP, sourcePort, destinationPort);
  }

  private Frames transport(Protocol protocol, int sourcePort, int destinationPort) {
    this.protocol = protocol;
    this.sourcePort = sourcePort;
    this.destinationPort = destinationPort;
    return this;
  }

  /** Sets the byte that holds the TCP flags. */
  public Frames flags(int flags) {
    this.flags = flags;
    return this;
  }

  /** Sets the TCP sequence number. */
  public Frames seq(int sequence) {
    this.sequence = sequence;
    return this;
  }

  /** Adds options to the TCP header: so many bytes, a multiple of 4. */
  public Frames tcpOptions(int length) {
    tcpOptions = noOperation(length);
    return this;
  }

  /** Adds options to the TCP header, filled up to a multiple of 4 bytes. */
  public Frames tcpOptions(String hex) {
    byte[] options = hex(hex);
    tcpOptions = Arrays.copyOf(options, (options.length + 3) / 4 * 4);
    return this;
  }

  /** Adds a payload of so many bytes. */
  public Frames payload(int length) {
    payload = new byte[length];
    return this;
  }

  /** Adds bytes behind the IP packet, as short Ethernet frames have. */
  public Frames padding(int length) {
    padding = length;
    return this;
  }

  /** How the frame begins. */
  public LinkType link() {
    return link;
  }

  /** What there is to read in it. */
  Reading reading() {
    boolean isTcp = protocol == Protocol.TCP;
    return new Reading(
        protocol,
        source,
        sourcePort,
        destination,
        destinationPort,
        isTcp ? flags & 0x3f : 0,
        isTcp ? sequence : 0);
  }

  /** The frame. */
  public byte[] bytes() {
    byte[] packet = source.isIpv4() ? ipv4() : ipv6();
    return join(
        LinkHeaders.before(packet, link, source.isIpv4(), tags, pppoe), packet, new byte[padding]);
  }

  private byte[] ipv4() {
    byte[] segment = segment();
    ByteBuffer header = ByteBuffer.allocate(20 + ipOptions.length);
    header.put((byte) (0x40 | header.capacity() / 4)).put((byte) 0);
    header.putShort((short) (header.capacity() + segment.length)).putShort((short) 1);
    header.putShort((short) fragment).put((byte) 64).put((byte) number()).putShort((short) 0);
    header.put(source.toBytes()).put(destination.toBytes()).put(ipOptions);
    header.putShort(10, checksum(header.array()));
    return join(header.array(), segment);
  }

  private byte[] ipv6() {
    byte[] payload = segment();
    int next = number();
    for (int i = extensions.size() - 1; i >= 0; i--) {
      payload = join(new byte[] {(byte) next}, extensions.get(i).body(), payload);
      next = extensions.get(i).type();
    }
    ByteBuffer header = ByteBuffer.allocate(40);
    header.putInt(0x60000000).putShort((short) payload.length).put((byte) next).put((byte) 64);
    header.put(source.toBytes()).put(destination.toBytes());
    return join(header.array(), payload);
  }

  private byte[] segment() {
    boolean isTcp = protocol == Protocol.TCP;
    int headerLength = isTcp ? 20 + tcpOptions.length : 8;
    ByteBuffer segment = ByteBuffer.allocate(headerLength + payload.length);
    segment.putShort((short) sourcePort).putShort((short) destinationPort);
    if (isTcp) {
      segment.putInt(sequence).putInt(0).put((byte) (headerLength << 2)).put((byte) flags);
      segment.putShort((short) 0xffff).putInt(0).put(tcpOptions);
    } else {
      segment.putShort((short) segment.capacity()).putShort((short) 0);
    }
    segment.put(payload);
    byte[] length = ByteBuffer.allocate(4).putInt(segment.capacity()).array();
    byte[] pseudoHeader = join(
        source.toBytes(), destination.toBytes(), length, new byte[] {0, 0, 0, (byte) number()});
    short checksum = checksum(join(pseudoHeader, segment.array()));
    // RFC 768: a UDP checksum of zero says that there is none.
    segment.putShort(isTcp ? 16 : 6, checksum == 0 && !isTcp ? -1 : checksum);
    return segment.array();
  }

  private int number() {
    return protocol == Protocol.TCP ? 6 : 17;
  }

  private static byte[] noOperation(int length) {
    byte[] options = new byte[length];
    Arrays.fill(options, (byte) 1);
    return options;
  }

  /** RFC 1071. */
  private static short checksum(byte[] bytes) {
    long sum = 0;
    for (int i = 0; i < bytes.length; i++) {
      sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }

  /** The bytes written as hexadecimal digits, with or without space between. */
  public static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
  }

  /** One array out of several. */
  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /** The same bytes, but for those at one place. */
  public static byte[] patch(byte[] bytes, int at, int... values) {
    byte[] patched = bytes.clone();
    for (int i = 0; i < values.length; i++) {
      patched[at + i] = (byte) values[i];
    }
    return patched;
  }
}
