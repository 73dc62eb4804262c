// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static io.github.knock4j.pcap.BpfAssembler.ADD;
import static io.github.knock4j.pcap.BpfAssembler.ADD_X;
import static io.github.knock4j.pcap.BpfAssembler.AND;
import static io.github.knock4j.pcap.BpfAssembler.FROM_X;
import static io.github.knock4j.pcap.BpfAssembler.IF_ANY_BIT;
import static io.github.knock4j.pcap.BpfAssembler.IF_EQUAL;
import static io.github.knock4j.pcap.BpfAssembler.LOAD_BYTE_BEHIND_X;
import static io.github.knock4j.pcap.BpfAssembler.LOAD_HALF_BEHIND_X;
import static io.github.knock4j.pcap.BpfAssembler.LOAD_NUMBER;
import static io.github.knock4j.pcap.BpfAssembler.LOAD_SAVED;
import static io.github.knock4j.pcap.BpfAssembler.SAVE;
import static io.github.knock4j.pcap.BpfAssembler.SAVE_X;
import static io.github.knock4j.pcap.BpfAssembler.SHIFT_LEFT;
import static io.github.knock4j.pcap.BpfAssembler.TO_X;

import io.github.knock4j.pcap.BpfAssembler.Label;

/**
 * Reads an IP header that X points to, and finds TCP or UDP behind it: as {@code IpHeader} does in
 * the decoder, and never more strictly. Says in which place of the machine's memory it leaves what.
 */
final class IpCode {

  /** Where the IP header begins. */
  static final int IP = 0;

  /** 4 or 6. */
  static final int VERSION = 1;

  /** Where TCP or UDP begins. */
  static final int TRANSPORT = 2;

  private static final int NEXT_HEADER = 3;
  private static final int MOST_EXTENSIONS = 8;

  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION = 60;
  private static final int SHIM6 = 140;

  private final BpfAssembler code;
  private final Label tcp;
  private final Label udp;
  private final Label reject;

  IpCode(BpfAssembler code, Label tcp, Label udp, Label reject) {
    this.code = code;
    this.tcp = tcp;
    this.udp = udp;
    this.reject = reject;
  }

  void readIpv4() {
    begin(4);
    code.add(LOAD_HALF_BEHIND_X, 6);
    code.jump(IF_ANY_BIT, 0x1fff, reject, null); // a later fragment
    code.add(LOAD_BYTE_BEHIND_X, 0);
    code.add(AND, 0xf);
    code.add(SHIFT_LEFT, 2);
    code.add(ADD_X);
    code.add(SAVE, TRANSPORT);
    code.add(LOAD_BYTE_BEHIND_X, 9);
    code.jump(IF_EQUAL, TCP, tcp, null);
    code.jump(IF_EQUAL, UDP, udp, reject);
  }

  void readIpv6() {
    begin(6);
    code.add(LOAD_BYTE_BEHIND_X, 6);
    code.add(SAVE, NEXT_HEADER);
    code.add(FROM_X);
    code.add(ADD, 40);
    code.add(TO_X);
    for (int extensions = 0; extensions < MOST_EXTENSIONS; extensions++) {
      arrive();
      skipExtension();
    }
    arrive();
    code.jump(reject);
  }

  private void begin(int version) {
    code.add(LOAD_BYTE_BEHIND_X, 0);
    code.add(AND, 0xf0);
    code.jump(IF_EQUAL, version << 4, null, reject);
    code.add(SAVE_X, IP);
    code.add(LOAD_NUMBER, version);
    code.add(SAVE, VERSION);
  }

  /** Goes on with TCP or UDP if X points there; else the accumulator holds what it points to. */
  private void arrive() {
    code.add(SAVE_X, TRANSPORT);
    code.add(LOAD_SAVED, NEXT_HEADER);
    code.jump(IF_EQUAL, TCP, tcp, null);
    code.jump(IF_EQUAL, UDP, udp, null);
  }

  private void skipExtension() {
    Label inEights = new Label();
    Label inFours = new Label();
    Label isFragment = new Label();
    Label isRoute = new Label();
    Label skip = new Label();
    code.jump(IF_EQUAL, HOP_BY_HOP, inEights, null);
    code.jump(IF_EQUAL, DESTINATION, inEights, null);
    code.jump(IF_EQUAL, SHIM6, inEights, null);
    code.jump(IF_EQUAL, ROUTING, isRoute, null);
    code.jump(IF_EQUAL, FRAGMENT, isFragment, null);
    code.jump(IF_EQUAL, AUTHENTICATION, inFours, reject);

    code.place(inFours);
    readLength(2);
    code.jump(skip);

    code.place(isFragment);
    code.add(LOAD_HALF_BEHIND_X, 2);
    code.jump(IF_ANY_BIT, 0xfff8, reject, null);
    code.add(LOAD_NUMBER, 8);
    code.jump(skip);

    code.place(isRoute);
    code.add(LOAD_BYTE_BEHIND_X, 3);
    code.jump(IF_EQUAL, 0, null, reject);
    code.place(inEights);
    readLength(3);

    code.place(skip);
    skipAccumulated();
  }

  /** As many units of some power of two bytes as the header's second byte says, and 8 bytes more. */
  private void readLength(int power) {
    code.add(LOAD_BYTE_BEHIND_X, 1);
    code.add(SHIFT_LEFT, power);
    code.add(ADD, 8);
  }

  /** Moves X, but reads the type of the next header first. */
  private void skipAccumulated() {
    int length = TRANSPORT; // a place that is written again before it is read
    code.add(SAVE, length);
    code.add(LOAD_BYTE_BEHIND_X, 0);
    code.add(SAVE, NEXT_HEADER);
    code.add(LOAD_SAVED, length);
    code.add(ADD_X);
    code.add(TO_X);
  }
}
