// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.util.Map;

/** The kernel refused something, with an error number of errno(3); the same on all Linux here. */
final class NetlinkException extends IOException {

  static final int ENOENT = 2;
  static final int EAGAIN = 11;
  static final int EBUSY = 16;
  static final int EEXIST = 17;

  private static final long serialVersionUID = 1;

  private static final Map<Integer, String> MEANINGS = Map.ofEntries(
      Map.entry(1, "EPERM, needs the capability CAP_NET_ADMIN"),
      Map.entry(ENOENT, "ENOENT, no such table, chain, set or element"),
      Map.entry(LibC.EINTR, "EINTR, interrupted"),
      Map.entry(EAGAIN, "EAGAIN, no answer"),
      Map.entry(12, "ENOMEM, out of memory"),
      Map.entry(13, "EACCES, forbidden by a security policy"),
      Map.entry(EBUSY, "EBUSY, still in use"),
      Map.entry(EEXIST, "EEXIST, there is another one of this name already"),
      Map.entry(22, "EINVAL, unknown to this kernel"),
      Map.entry(23, "ENFILE, the set is full"),
      Map.entry(24, "EMFILE, too many open files"),
      Map.entry(34, "ERANGE, number out of range"),
      Map.entry(90, "EMSGSIZE, message too long"),
      Map.entry(93, "EPROTONOSUPPORT, kernel without nfnetlink"),
      Map.entry(95, "EOPNOTSUPP, kernel without nf_tables or a part of it"),
      Map.entry(97, "EAFNOSUPPORT, kernel without netlink or nf_tables for inet"),
      Map.entry(105, "ENOBUFS, out of buffers"));

  /** The number. */
  private final int errno;

  NetlinkException(String what, int errno) {
    super(what + ": " + MEANINGS.getOrDefault(errno, "errno " + errno));
    this.errno = errno;
  }

  int errno() {
    return errno;
  }
}
