// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what is to be done to the table into a batch: the same bytes that nft(8) 1.0.6 sends, but
 * for the id of a set in messages about elements, which the name makes superfluous. Numbers of
 * messages and attributes are those of the kernel's linux/netfilter/nf_tables.h. Pure; not
 * thread-safe.
 */
final class NftMessages {

  /** Message flags: make it if it is not there; fail if it is there; add it behind the others. */
  private static final int CREATE = 0x400;

  private static final int EXCLUSIVE = 0x200;

  private static final int APPEND = 0x800;

  private static final int NEW_TABLE = 0;
  private static final int DELETE_TABLE = 2;
  private static final int NEW_CHAIN = 3;
  private static final int DELETE_CHAIN = 5;
  private static final int NEW_RULE = 6;
  private static final int DELETE_RULE = 8;
  private static final int NEW_SET = 9;
  private static final int DELETE_SET = 11;
  private static final int NEW_ELEMENT = 12;
  private static final int DELETE_ELEMENT = 14;

  /** The attribute that names the table comes first in every message, the own name mostly next. */
  private static final int TABLE = 1;

  private static final int TABLE_FLAGS = 2;
  private static final int CHAIN_NAME = 3;
  private static final int CHAIN_HOOK = 4;
  private static final int CHAIN_POLICY = 5;
  private static final int CHAIN_TYPE = 7;
  private static final int RULE_CHAIN = 2;
  private static final int RULE_EXPRESSIONS = 4;
  private static final int SET_NAME = 2;
  private static final int SET_FLAGS = 3;
  private static final int SET_KEY_TYPE = 4;
  private static final int SET_KEY_LENGTH = 5;
  private static final int SET_ID = 10;
  private static final int SET_USER_DATA = 13;
  private static final int ELEMENTS = 3;
  private static final int LIST_ITEM = 1;
  private static final int ELEMENT_KEY = 1;
  private static final int ELEMENT_TIMEOUT = 4;
  private static final int VALUE = 1;

  private static final int HOOK_INPUT = 1;
  private static final int PRIORITY_FILTER = 0;
  private static final int ACCEPT = 1;
  private static final int TIMED = 0x10;

  /** How nft(8) knows the type of a set's keys, and which end of them comes first. */
  private static final int TYPE_IPV4 = 7;

  private static final int TYPE_IPV6 = 8;
  private static final byte USER_DATA_BYTE_ORDER = 0;
  private static final int NETWORK_ORDER = 2;

  private final NetlinkBatch batch;
  private final ByteOrder machine;
  private final List<Integer> addressesAt = new ArrayList<>();
  private final List<Integer> timeoutsAt = new ArrayList<>();

  NftMessages(int firstSequence, ByteOrder machine) {
    batch = new NetlinkBatch(firstSequence, machine);
    this.machine = machine;
  }

  byte[] end() {
    return batch.end();
  }

  /** The same for any visitor and any time; the messages must be about elements only. */
  NftOpening endOpening() {
    return new NftOpening(
        end(), machine, ints(batch.sequencesAt()), ints(addressesAt), ints(timeoutsAt));
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  void addTable() {
    message(NEW_TABLE, 0).number(TABLE_FLAGS, 0);
  }

  void deleteTable() {
    message(DELETE_TABLE, 0);
  }

  void addChain(String chain) {
    message(NEW_CHAIN, CREATE).text(CHAIN_NAME, chain);
  }

  void addInputChain(String chain) {
    addChain(chain);
    batch
        .text(CHAIN_TYPE, "filter")
        .number(CHAIN_POLICY, ACCEPT)
        .nested(CHAIN_HOOK, () -> batch.number(1, HOOK_INPUT).number(2, PRIORITY_FILTER));
  }

  void deleteChain(String chain) {
    message(DELETE_CHAIN, 0).text(CHAIN_NAME, chain);
  }

  void flushChain(String chain) {
    message(DELETE_RULE, 0).text(RULE_CHAIN, chain);
  }

  void addRule(String chain, NftExpression... expressions) {
    message(NEW_RULE, CREATE | APPEND).text(RULE_CHAIN, chain);
    batch.nested(RULE_EXPRESSIONS, () -> {
      for (NftExpression expression : expressions) {
        batch.nested(LIST_ITEM, () -> expression.writeTo(batch));
      }
    });
  }

  /**
   * Adds a set of addresses with timeouts.
   *
   * @param id unique in the batch
   */
  void addAddressSet(String set, boolean ipv4, int id) {
    byte[] order = batch.machineNumber(NETWORK_ORDER);
    message(NEW_SET, CREATE)
        .text(SET_NAME, set)
        .number(SET_FLAGS, TIMED)
        .number(SET_KEY_TYPE, ipv4 ? TYPE_IPV4 : TYPE_IPV6)
        .number(SET_KEY_LENGTH, ipv4 ? 4 : 16)
        .number(SET_ID, id)
        .bytes(
            SET_USER_DATA,
            USER_DATA_BYTE_ORDER,
            (byte) order.length,
            order[0],
            order[1],
            order[2],
            order[3]);
  }

  void deleteSet(String set) {
    message(DELETE_SET, 0).text(SET_NAME, set);
  }

  void addElement(String set, IpAddress address) {
    message(NEW_ELEMENT, CREATE).text(SET_NAME, set);
    element(() -> key(address));
  }

  void addElement(String set, IpAddress address, long timeoutMs) {
    timedElement(CREATE, set, address, timeoutMs);
  }

  /** Fails if the element is there. */
  void createElement(String set, IpAddress address, long timeoutMs) {
    timedElement(CREATE | EXCLUSIVE, set, address, timeoutMs);
  }

  private void timedElement(int flags, String set, IpAddress address, long timeoutMs) {
    message(NEW_ELEMENT, flags).text(SET_NAME, set);
    element(() -> {
      batch.number(ELEMENT_TIMEOUT, timeoutMs);
      timeoutsAt.add(batch.position() - Long.BYTES);
      key(address);
    });
  }

  void deleteElement(String set, IpAddress address) {
    message(DELETE_ELEMENT, 0).text(SET_NAME, set);
    element(() -> key(address));
  }

  private void element(Runnable content) {
    batch.nested(ELEMENTS, () -> batch.nested(LIST_ITEM, content));
  }

  private void key(IpAddress address) {
    byte[] bytes = address.toBytes(); // of a length that needs no padding behind it
    batch.nested(ELEMENT_KEY, () -> batch.bytes(VALUE, bytes));
    addressesAt.add(batch.position() - bytes.length);
  }

  private NetlinkBatch message(int type, int flags) {
    return batch.message(type, flags).text(TABLE, NftService.TABLE);
  }
}
