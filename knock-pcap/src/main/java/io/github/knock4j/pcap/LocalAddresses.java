// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.IpAddress;
import io.github.knock4j.packet.AddressSet;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.stream.Stream;

/** The addresses that are local to what is captured. */
final class LocalAddresses {

  /** libpcap's name for all interfaces at once. */
  static final String ANY = "any";

  private LocalAddresses() {}

  /** Of one interface, or of the whole machine for {@code any}; empty if there is none. */
  static AddressSet of(String device) throws IOException {
    return AddressSet.of(interfaces(device)
        .flatMap(NetworkInterface::inetAddresses)
        .map(IpAddress::of)
        .toList());
  }

  private static Stream<NetworkInterface> interfaces(String device) throws IOException {
    return device.equals(ANY)
        ? NetworkInterface.networkInterfaces()
        : Stream.ofNullable(NetworkInterface.getByName(device)); // knows none without an address
  }
}
