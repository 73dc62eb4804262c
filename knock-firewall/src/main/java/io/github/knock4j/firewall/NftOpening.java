// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The transaction that lets a visitor in, written once for a service and one family of addresses.
 * For each visitor only numbers, address and time are filled in: while he waits there is little code
 * to run, which matters where the processor has forgotten it since the last one came. Not
 * thread-safe.
 */
final class NftOpening {

  private final byte[] batch;
  private final ByteBuffer machine;
  private final ByteBuffer network;
  private final int[] sequencesAt;
  private final int[] addressesAt;
  private final int[] timeoutsAt;

  /**
   * Takes a batch with any numbers, address and time.
   *
   * @param sequencesAt where the messages have their numbers, in the order of the machine
   * @param addressesAt where it has the address
   * @param timeoutsAt where it has the time in milliseconds, in the order of the network
   */
  NftOpening(
      byte[] batch, ByteOrder order, int[] sequencesAt, int[] addressesAt, int[] timeoutsAt) {
    this.batch = batch;
    this.machine = ByteBuffer.wrap(batch).order(order);
    this.network = ByteBuffer.wrap(batch);
    this.sequencesAt = sequencesAt;
    this.addressesAt = addressesAt;
    this.timeoutsAt = timeoutsAt;
  }

  /**
   * The batch for one visitor, its messages numbered from the number given on.
   *
   * @param visitor of the family that this was made for
   * @return good until the next call
   */
  byte[] filled(IpAddress visitor, long timeoutMs, int firstSequence) {
    int sequence = firstSequence;
    for (int at : sequencesAt) {
      machine.putInt(at, sequence++);
    }
    for (int at : addressesAt) {
      if (visitor.isIpv4()) {
        network.putInt(at, (int) visitor.low());
      } else {
        network.putLong(at, visitor.high()).putLong(at + Long.BYTES, visitor.low());
      }
    }
    for (int at : timeoutsAt) {
      network.putLong(at, timeoutMs);
    }
    return batch;
  }
}
