// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import java.util.Locale;
import java.util.StringJoiner;

/**
 * Which TCP flags a packet must carry, and which it must not, for a door to hear it; flags that are
 * named in neither set do not matter. Immutable. Bits as in RFC 9293 section 3.1.
 *
 * <pre>{@code
 * TcpFlags.ANY.mustSet(SYN).mustClear(ACK)
 * }</pre>
 *
 * @param set the bits that must be 1, a subset of 0x3f
 * @param clear the bits that must be 0, a subset of 0x3f
 */
public record TcpFlags(int set, int clear) {

  /** The flags of the TCP header, in the order of their bits. */
  public enum Flag {
    /** No more data from the sender. */
    FIN,
    /** Synchronize sequence numbers: the first packet of a connection. */
    SYN,
    /** Reset the connection. */
    RST,
    /** Push. */
    PSH,
    /** The acknowledgment number is valid: every packet of a connection but the first. */
    ACK,
    /** The urgent pointer is valid. */
    URG;

    /**
     * This flag's bit in the TCP header.
     *
     * @return a power of two, 1..32
     */
    public int bit() {
      return 1 << ordinal();
    }
  }

  private static final int ALL = 0x3f;

  /** Hears every TCP packet: what knockd does unless told otherwise. */
  public static final TcpFlags ANY = new TcpFlags(0, 0);

  /** Hears only attempts to open a connection (SYN set, ACK clear): the default of a door. */
  public static final TcpFlags NEW_CONNECTION = ANY.mustSet(Flag.SYN).mustClear(Flag.ACK);

  /**
   * Checks that the sets are flags and do not contradict each other.
   *
   * @param set the bits that must be 1, a subset of 0x3f
   * @param clear the bits that must be 0, a subset of 0x3f
   * @throws IllegalArgumentException if a bit is not one of the six flags, or is in both sets
   */
  public TcpFlags {
    if (((set | clear) & ~ALL) != 0) {
      throw new IllegalArgumentException(
          "TCP flags must be within 0x3f: 0x" + Integer.toHexString(set | clear));
    }
    if ((set & clear) != 0) {
      throw new IllegalArgumentException(
          "TCP flag cannot be both set and clear: " + names(set & clear, ""));
    }
  }

  /**
   * The same predicate, which also wants this flag to be set.
   *
   * @param flag the flag
   * @return the narrower predicate
   * @throws IllegalArgumentException if the flag must already be clear
   */
  public TcpFlags mustSet(Flag flag) {
    return new TcpFlags(set | flag.bit(), clear);
  }

  /**
   * The same predicate, which also wants this flag to be clear.
   *
   * @param flag the flag
   * @return the narrower predicate
   * @throws IllegalArgumentException if the flag must already be set
   */
  public TcpFlags mustClear(Flag flag) {
    return new TcpFlags(set, clear | flag.bit());
  }

  /**
   * Whether a packet with these flags is heard.
   *
   * @param flags the flag bits of a TCP header; bits beyond the six flags are not looked at
   * @return true if it is heard
   */
  public boolean accepts(int flags) {
    return (flags & set) == set && (flags & clear) == 0;
  }

  /** The flags in knockd's notation: {@code syn,!ack}; empty if none matters. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(",");
    if (set != 0) {
      text.add(names(set, ""));
    }
    if (clear != 0) {
      text.add(names(clear, "!"));
    }
    return text.toString();
  }

  private static String names(int bits, String prefix) {
    StringJoiner names = new StringJoiner(",");
    for (Flag flag : Flag.values()) {
      if ((bits & flag.bit()) != 0) {
        names.add(prefix + flag.name().toLowerCase(Locale.ROOT));
      }
    }
    return names.toString();
  }
}
