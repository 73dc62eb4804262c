// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;

/**
 * One step of a rule: it loads a piece of the packet into a register, compares the register, or
 * decides. Numbers are those of the kernel's linux/netfilter/nf_tables.h.
 */
@FunctionalInterface
interface NftExpression {

  void writeTo(NetlinkBatch batch);

  int ACCEPT = 1;
  int DROP = 0;
  int JUMP = -3;
  int GOTO = -4;

  int IPV4 = 2;
  int IPV6 = 10;
  int ACK = 0x10;

  int TCP = 6;
  int UDP = 17;

  int REGISTER = 1;
  int VERDICT_REGISTER = 0;

  /** The family of the packet: one byte. */
  static NftExpression family() {
    return of("meta", batch -> batch.number(2, 15).number(1, REGISTER));
  }

  /** The transport protocol: one byte. */
  static NftExpression protocol() {
    return of("meta", batch -> batch.number(2, 16).number(1, REGISTER));
  }

  static NftExpression ipv4Source() {
    return payload(1, 12, 4);
  }

  static NftExpression ipv6Source() {
    return payload(1, 8, 16);
  }

  static NftExpression destinationPort() {
    return payload(2, 2, 2);
  }

  /** The base is 1 for the network header, 2 for the transport header. */
  private static NftExpression payload(int base, int offset, int length) {
    return of(
        "payload",
        batch -> batch.number(1, REGISTER).number(2, base).number(3, offset).number(4, length));
  }

  static NftExpression equalTo(byte... value) {
    return of(
        "cmp",
        batch -> batch.number(1, REGISTER).number(2, 0).nested(3, () -> batch.bytes(1, value)));
  }

  static NftExpression equalTo(Protocol protocol) {
    return equalTo((byte) (protocol == Protocol.TCP ? TCP : UDP));
  }

  static NftExpression equalToPort(Knock port) {
    return equalTo((byte) (port.port() >> 8), (byte) port.port());
  }

  /** The three steps that pass packets of established connections, and what is related to them. */
  static NftExpression connectionState() {
    return of("ct", batch -> batch.number(2, 0).number(1, REGISTER));
  }

  static NftExpression onlyEstablishedOrRelated() {
    return only(2 | 4);
  }

  /** The same for packets that conntrack has not seen before. */
  static NftExpression onlyNew() {
    return only(8);
  }

  private static NftExpression only(int states) {
    return of(
        "bitwise",
        batch -> batch
            .number(1, REGISTER)
            .number(2, REGISTER)
            .number(3, 4)
            .nested(4, () -> batch.bytes(1, batch.machineNumber(states)))
            .nested(5, () -> batch.bytes(1, batch.machineNumber(0))));
  }

  /** One byte. */
  static NftExpression tcpFlags() {
    return payload(2, 13, 1);
  }

  static NftExpression onlyFinSynRstAck() {
    return of(
        "bitwise",
        batch -> batch
            .number(1, REGISTER)
            .number(2, REGISTER)
            .number(6, 0)
            .number(3, 1)
            .nested(4, () -> batch.bytes(1, (byte) 0x17))
            .nested(5, () -> batch.bytes(1, (byte) 0)));
  }

  static NftExpression notZero() {
    return of(
        "cmp",
        batch -> batch
            .number(1, REGISTER)
            .number(2, 1)
            .nested(3, () -> batch.bytes(1, batch.machineNumber(0))));
  }

  /** Whether the register is in the set. */
  static NftExpression in(String set, int id) {
    return of("lookup", batch -> batch.number(2, REGISTER).text(1, set).number(4, id));
  }

  static NftExpression verdict(int code) {
    return of(
        "immediate",
        batch -> batch
            .number(1, VERDICT_REGISTER)
            .nested(2, () -> batch.nested(2, () -> batch.number(1, code))));
  }

  /** With {@link #JUMP} or {@link #GOTO}. */
  static NftExpression verdict(int code, String chain) {
    return of(
        "immediate",
        batch -> batch
            .number(1, VERDICT_REGISTER)
            .nested(2, () -> batch.nested(2, () -> batch.number(1, code).text(2, chain))));
  }

  static NftExpression tcpReset() {
    return of("reject", batch -> batch.number(1, 1).bytes(2, (byte) 0));
  }

  /** By ICMP or ICMPv6, as the packet demands. */
  static NftExpression portUnreachable() {
    return of("reject", batch -> batch.number(1, 2).bytes(2, (byte) 1));
  }

  private static NftExpression of(String name, NftExpression content) {
    return batch -> batch.text(1, name).nested(2, () -> content.writeTo(batch));
  }
}
