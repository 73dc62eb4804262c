// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.client;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A name or an address as text, and the family it shall be reached by; null for either. */
record Host(String name, @Nullable StandardProtocolFamily family) {

  Host {
    if (name.isBlank()) {
      throw new IllegalArgumentException("host must not be blank");
    }
  }

  InetAddress resolve() throws UnknownHostException {
    return Stream.of(lookUp())
        .filter(address -> family == null || family == familyOf(address))
        .findFirst()
        .orElseThrow(() -> new UnknownHostException("host '" + name + "' has no "
            + (family == StandardProtocolFamily.INET ? "IPv4" : "IPv6") + " address"));
  }

  private InetAddress[] lookUp() throws UnknownHostException {
    try {
      return InetAddress.getAllByName(name);
    } catch (UnknownHostException e) {
      UnknownHostException clearer =
          new UnknownHostException("host '" + name + "' cannot be resolved");
      clearer.initCause(e);
      throw clearer;
    }
  }

  static StandardProtocolFamily familyOf(InetAddress address) {
    return address instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }
}
