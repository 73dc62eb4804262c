// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static io.github.knock4j.pcap.BpfAssembler.IF_ANY_BIT;
import static io.github.knock4j.pcap.BpfAssembler.IF_EQUAL;
import static io.github.knock4j.pcap.BpfAssembler.LOAD_BYTE;
import static io.github.knock4j.pcap.BpfAssembler.LOAD_HALF;
import static io.github.knock4j.pcap.BpfAssembler.LOAD_WORD;
import static io.github.knock4j.pcap.BpfAssembler.LOAD_X_NUMBER;

import io.github.knock4j.packet.LinkType;
import io.github.knock4j.pcap.BpfAssembler.Label;

/**
 * Finds the IP header in a frame as the kernel has it, and goes on with X pointing there: as {@code
 * LinkHeader} does in the decoder, and never more strictly.
 *
 * <p>What the kernel has is not quite what libpcap delivers. A cooked frame has no link header at
 * all yet: it begins with what follows there, and its protocol is asked for aside. And of a tagged
 * frame the outermost tag is mostly gone, put aside by the network card or the kernel, until
 * libpcap puts it back. So at each depth there may be a tag or none.
 */
final class LinkCode {

  private static final int[] TAGS = {0x8100, 0x88a8, 0x9100};
  private static final int MOST_TAGS = 4;

  /** SKF_AD_OFF + SKF_AD_PROTOCOL: the EtherType of the packet, wherever that came from. */
  private static final int PROTOCOL_ASIDE = -0x1000;

  private final BpfAssembler code;
  private final Label ipv4;
  private final Label ipv6;
  private final Label reject;

  LinkCode(BpfAssembler code, Label ipv4, Label ipv6, Label reject) {
    this.code = code;
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
    this.reject = reject;
  }

  void skip(LinkType type) {
    switch (type) {
      case ETHERNET -> {
        code.add(LOAD_HALF, 12);
        behindTags(14);
      }
      case LINUX_COOKED, LINUX_COOKED_2 -> {
        code.add(LOAD_WORD, PROTOCOL_ASIDE);
        behindTags(0);
      }
      case RAW_IP -> raw();
      case RAW_IPV4 -> found(ipv4, 0);
      case RAW_IPV6 -> found(ipv6, 0);
      case NULL, LOOP -> loopback();
      case PPP -> ppp();
      case PPPOE -> pppoe(0);
    }
  }

  /** The accumulator holds the EtherType of what begins there. */
  private void behindTags(int start) {
    int at = start;
    for (int tags = 0; tags <= MOST_TAGS; tags++) {
      Label isTag = new Label();
      Label isPppoe = new Label();
      foundIf(0x0800, ipv4, at);
      foundIf(0x86dd, ipv6, at);
      for (int tag : TAGS) {
        code.jump(IF_EQUAL, tag, isTag, null);
      }
      code.jump(IF_EQUAL, 0x8864, isPppoe, reject);
      code.place(isPppoe);
      pppoe(at);
      code.place(isTag);
      code.add(LOAD_HALF, at + 2);
      at += 4;
    }
    code.jump(reject);
  }

  private void raw() {
    Label isIpv4 = new Label();
    code.add(LOAD_BYTE, 0);
    code.add(BpfAssembler.AND, 0xf0);
    code.jump(IF_EQUAL, 0x60, null, isIpv4);
    found(ipv6, 0);
    code.place(isIpv4);
    found(ipv4, 0);
  }

  /** In either byte order. */
  private void loopback() {
    code.add(LOAD_WORD, 0);
    for (int family : new int[] {2, 24, 28, 30}) {
      Label ip = family == 2 ? ipv4 : ipv6;
      foundIf(family, ip, 4);
      foundIf(Integer.reverseBytes(family), ip, 4);
    }
    code.jump(reject);
  }

  private void ppp() {
    Label isBare = new Label();
    code.add(LOAD_HALF, 0);
    code.jump(IF_EQUAL, 0xff03, null, isBare);
    pppProtocol(2);
    code.place(isBare);
    pppProtocol(0);
  }

  private void pppoe(int at) {
    code.add(LOAD_HALF, at);
    code.jump(IF_EQUAL, 0x1100, null, reject);
    pppProtocol(at + 6);
  }

  /** Two bytes, or one if that is odd. */
  private void pppProtocol(int at) {
    Label isCompressed = new Label();
    code.add(LOAD_BYTE, at);
    code.jump(IF_ANY_BIT, 1, isCompressed, null);
    code.add(LOAD_HALF, at);
    foundIf(0x21, ipv4, at + 2);
    foundIf(0x57, ipv6, at + 2);
    code.jump(reject);
    code.place(isCompressed);
    foundIf(0x21, ipv4, at + 1);
    foundIf(0x57, ipv6, at + 1);
    code.jump(reject);
  }

  private void foundIf(int number, Label ip, int at) {
    Label isOther = new Label();
    code.jump(IF_EQUAL, number, null, isOther);
    found(ip, at);
    code.place(isOther);
  }

  private void found(Label ip, int at) {
    code.add(LOAD_X_NUMBER, at);
    code.jump(ip);
  }
}
