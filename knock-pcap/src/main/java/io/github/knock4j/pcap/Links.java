// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads which network interfaces there are: on Linux by {@code getifaddrs(3)}, since Java knows none
 * that has no address. Takes some ten microseconds for each interface.
 */
final class Links {

  private static final int IFF_UP = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int AF_PACKET = 17;

  /** What is being collected about one interface. */
  private static final class Draft {
    private int index;
    private boolean isUp;
    private final Set<IpAddress> addresses = new HashSet<>();
  }

  private Links() {}

  /** By their names, in alphabetical order. */
  static Map<String, Link> read() throws IOException {
    return Platform.isLinux() ? readLinux() : readJava();
  }

  private static Map<String, Link> readLinux() throws IOException {
    Map<String, Draft> drafts = new TreeMap<>();
    PointerByReference list = new PointerByReference();
    if (LibC.getifaddrs(list) != 0) {
      throw new IOException("interfaces cannot be listed, errno " + Native.getLastError());
    }
    for (Pointer entry = list.getValue(); entry != null; entry = entry.getPointer(0)) {
      add(drafts, entry);
    }
    LibC.freeifaddrs(list.getValue());
    return drafts.entrySet().stream()
        .collect(Collectors.toMap(
            Map.Entry::getKey,
            it -> link(it.getKey(), it.getValue()),
            (one, other) -> one,
            TreeMap::new));
  }

  /** {@code struct ifaddrs}: next, name, flags, address. An address may be labelled eth0:1. */
  private static void add(Map<String, Draft> drafts, Pointer entry) {
    String label = entry.getPointer(Native.POINTER_SIZE).getString(0);
    Draft draft = drafts.computeIfAbsent(label.replaceFirst(":.*", ""), name -> new Draft());
    draft.isUp |= (entry.getInt(2L * Native.POINTER_SIZE) & IFF_UP) != 0;
    Pointer address = entry.getPointer(3L * Native.POINTER_SIZE);
    if (address != null) {
      switch (address.getShort(0)) {
        case AF_PACKET -> draft.index = address.getInt(4);
        case AF_INET -> draft.addresses.add(IpAddress.ofBytes(address.getByteArray(4, 4)));
        case AF_INET6 -> draft.addresses.add(IpAddress.ofBytes(address.getByteArray(8, 16)));
        default -> {
          // No other can be knocked at.
        }
      }
    }
  }

  private static Link link(String name, Draft draft) {
    return new Link(name, draft.index, draft.isUp, Set.copyOf(draft.addresses));
  }

  private static Map<String, Link> readJava() throws IOException {
    Map<String, Link> links = new TreeMap<>();
    for (NetworkInterface it : NetworkInterface.networkInterfaces().toList()) {
      Set<IpAddress> addresses =
          it.inetAddresses().map(IpAddress::of).collect(Collectors.toUnmodifiableSet());
      links.put(it.getName(), new Link(it.getName(), it.getIndex(), it.isUp(), addresses));
    }
    return links;
  }
}
