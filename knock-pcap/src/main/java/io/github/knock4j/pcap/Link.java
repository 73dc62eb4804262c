// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.IpAddress;
import java.util.Set;

/**
 * A network interface as it is at one moment.
 *
 * @param name as in {@code ip link}
 * @param index the kernel's number: one that was deleted and made again has another
 * @param isUp whether packets can come
 * @param addresses its own
 */
record Link(String name, int index, boolean isUp, Set<IpAddress> addresses) {

  /** libpcap's name for all interfaces at once. */
  static final String ANY = "any";
}
