// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.firewall.NftExpression.connectionState;
import static io.github.knock4j.firewall.NftExpression.destinationPort;
import static io.github.knock4j.firewall.NftExpression.equalTo;
import static io.github.knock4j.firewall.NftExpression.equalToPort;
import static io.github.knock4j.firewall.NftExpression.family;
import static io.github.knock4j.firewall.NftExpression.in;
import static io.github.knock4j.firewall.NftExpression.ipv4Source;
import static io.github.knock4j.firewall.NftExpression.ipv6Source;
import static io.github.knock4j.firewall.NftExpression.notZero;
import static io.github.knock4j.firewall.NftExpression.onlyEstablishedOrRelated;
import static io.github.knock4j.firewall.NftExpression.onlyFinSynRstAck;
import static io.github.knock4j.firewall.NftExpression.onlyNew;
import static io.github.knock4j.firewall.NftExpression.portUnreachable;
import static io.github.knock4j.firewall.NftExpression.protocol;
import static io.github.knock4j.firewall.NftExpression.tcpFlags;
import static io.github.knock4j.firewall.NftExpression.tcpReset;
import static io.github.knock4j.firewall.NftExpression.verdict;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import java.nio.ByteOrder;

/**
 * What {@link NftScript} says in words, as messages of netlink: each method is one transaction.
 * Messages are numbered from the number given on. Pure.
 */
final class NftTransaction {

  private static final int IPV4_ID = 1;
  private static final int IPV6_ID = 2;

  private final NftMessages messages;

  private NftTransaction(int sequence, ByteOrder machine) {
    messages = new NftMessages(sequence, machine);
  }

  static byte[] setUp(NftService service, int sequence, ByteOrder machine) {
    NftTransaction transaction = new NftTransaction(sequence, machine);
    transaction.addParts(service);
    transaction.addGateRules(service);
    for (Knock port : service.ports()) {
      transaction.messages.addRule(
          service.hookChain(),
          protocol(),
          equalTo(port.protocol()),
          destinationPort(),
          equalToPort(port),
          verdict(NftExpression.GOTO, service.gateChain()));
    }
    return transaction.messages.end();
  }

  private void addParts(NftService service) {
    messages.addTable();
    messages.addChain(NftService.ESTABLISHED);
    messages.flushChain(NftService.ESTABLISHED);
    messages.addRule(
        NftService.ESTABLISHED,
        connectionState(),
        onlyEstablishedOrRelated(),
        notZero(),
        verdict(NftExpression.ACCEPT));
    messages.addAddressSet(service.visitors(true), true, IPV4_ID);
    messages.addAddressSet(service.visitors(false), false, IPV6_ID);
    messages.addChain(service.gateChain());
    messages.addInputChain(service.hookChain());
    messages.flushChain(service.hookChain());
    messages.flushChain(service.gateChain());
  }

  private void addGateRules(NftService service) {
    String gate = service.gateChain();
    messages.addRule(gate, verdict(NftExpression.JUMP, NftService.ESTABLISHED));
    messages.addRule(
        gate,
        family(),
        equalTo((byte) NftExpression.IPV4),
        ipv4Source(),
        in(service.visitors(true), IPV4_ID),
        verdict(NftExpression.ACCEPT));
    messages.addRule(
        gate,
        family(),
        equalTo((byte) NftExpression.IPV6),
        ipv6Source(),
        in(service.visitors(false), IPV6_ID),
        verdict(NftExpression.ACCEPT));
    if (service.rejects()) {
      // Of a connection that the kernel did not see begin; else it is answered like all others.
      messages.addRule(
          gate,
          connectionState(),
          onlyNew(),
          notZero(),
          protocol(),
          equalTo((byte) NftExpression.TCP),
          tcpFlags(),
          onlyFinSynRstAck(),
          equalTo((byte) NftExpression.ACK),
          verdict(NftExpression.ACCEPT));
      messages.addRule(gate, protocol(), equalTo((byte) NftExpression.TCP), tcpReset());
      messages.addRule(gate, portUnreachable());
    } else {
      messages.addRule(gate, verdict(NftExpression.DROP));
    }
  }

  static byte[] remove(NftService service, int sequence, ByteOrder machine) {
    NftMessages messages = new NftMessages(sequence, machine);
    messages.flushChain(service.hookChain());
    messages.flushChain(service.gateChain());
    messages.deleteChain(service.hookChain());
    messages.deleteChain(service.gateChain());
    messages.deleteSet(service.visitors(true));
    messages.deleteSet(service.visitors(false));
    return messages.end();
  }

  static byte[] removeTable(int sequence, ByteOrder machine) {
    NftMessages messages = new NftMessages(sequence, machine);
    messages.flushChain(NftService.ESTABLISHED);
    messages.deleteChain(NftService.ESTABLISHED);
    messages.deleteTable();
    return messages.end();
  }

  /**
   * Lets visitors of one family in, from now on until the time is over. It adds, deletes and adds
   * again, so that it fails neither with the visitor in the set nor without: a failure takes the
   * kernel milliseconds, for it waits until no packet needs what it undoes.
   */
  static NftOpening opening(NftService service, boolean ipv4, ByteOrder machine) {
    String set = service.visitors(ipv4);
    IpAddress any = any(ipv4);
    NftMessages messages = new NftMessages(0, machine);
    messages.addElement(set, any, 0);
    messages.deleteElement(set, any);
    messages.addElement(set, any, 0);
    return messages.endOpening();
  }

  /** The same for visitors who are hardly in already, which is a third of the work; else it fails. */
  static NftOpening openingToNew(NftService service, boolean ipv4, ByteOrder machine) {
    NftMessages messages = new NftMessages(0, machine);
    messages.createElement(service.visitors(ipv4), any(ipv4), 0);
    return messages.endOpening();
  }

  private static IpAddress any(boolean ipv4) {
    return IpAddress.ofBytes(new byte[ipv4 ? 4 : 16]);
  }

  /** Lets a visitor in no more; it adds and deletes, for the same reason. */
  static byte[] close(NftService service, IpAddress visitor, int sequence, ByteOrder machine) {
    String set = service.visitors(visitor);
    NftMessages messages = new NftMessages(sequence, machine);
    messages.addElement(set, visitor);
    messages.deleteElement(set, visitor);
    return messages.end();
  }
}
