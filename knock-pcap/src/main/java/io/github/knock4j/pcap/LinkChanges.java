// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Waits until something about interfaces, addresses or routes has changed: {@code rtnetlink(7)}. Says
 * only that, not what; and may say so without reason. Where the kernel cannot be asked, waits until
 * it is woken, or until the time is over.
 *
 * <p>One thread waits; any may wake it. The one that waits closes.
 */
final class LinkChanges implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int NONE = -1;

  // RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR; and the two of routes
  private static final int INTERFACES = 0x1 | 0x10 | 0x100;
  private static final int ROUTES = 0x40 | 0x400;

  // struct pollfd: descriptor, what to wait for, what came
  private static final int POLL_BYTES = 8;
  private static final short POLLIN = 1;

  private final Memory polled = new Memory(2 * POLL_BYTES);
  private final Memory scrap = new Memory(64 << 10);
  private final int netlink;
  private final int waker;
  private boolean isWoken;
  private boolean isClosed;

  private LinkChanges(int netlink, int waker) {
    this.netlink = netlink;
    this.waker = waker;
    polled.clear();
    polled.setInt(0, netlink);
    polled.setShort(4, POLLIN);
    polled.setInt(POLL_BYTES, waker);
    polled.setShort(POLL_BYTES + 4, POLLIN);
  }

  /** From now on changes are noticed, also those before the first wait. */
  static LinkChanges watch(boolean routesToo) {
    int netlink = NONE;
    int waker = NONE;
    try {
      if (Platform.isLinux()) {
        netlink = LibC.socket(AF_NETLINK, SOCK_RAW | CLOSE_ON_EXEC, NETLINK_ROUTE);
        byte[] address = address(routesToo ? INTERFACES | ROUTES : INTERFACES);
        LibC.bind(netlink, address, address.length);
        waker = LibC.eventfd(0, CLOSE_ON_EXEC);
      }
    } catch (LastErrorException e) {
      close(netlink);
      netlink = NONE;
    }
    return new LinkChanges(netlink, waker);
  }

  /** {@code struct sockaddr_nl}. */
  private static byte[] address(int groups) {
    ByteBuffer address = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder());
    return address
        .putShort((short) AF_NETLINK)
        .putShort((short) 0)
        .putInt(0)
        .putInt(groups)
        .array();
  }

  void await(int timeoutMs) {
    if (netlink == NONE) {
      awaitWaker(timeoutMs);
      return;
    }
    try {
      LibC.poll(polled, new NativeLong(2), timeoutMs);
      while (LibC.recv(netlink, scrap, new NativeLong(scrap.size()), MSG_DONTWAIT)
              .longValue()
          > 0) {
        // Whatever it was, everything is read anew.
      }
    } catch (LastErrorException e) {
      // Nothing more to read; a signal; or more messages than the socket holds, which says enough.
    }
    drainWaker();
  }

  private synchronized void awaitWaker(int timeoutMs) {
    try {
      if (!isWoken) {
        wait(timeoutMs);
      }
    } catch (InterruptedException e) {
      // Nobody has reason to; and whoever waits looks for what there is to do.
    }
    isWoken = false;
  }

  private synchronized void drainWaker() {
    if (isWoken) {
      isWoken = false;
      LibC.read(waker, scrap, new NativeLong(Long.BYTES));
    }
  }

  synchronized void wake() {
    if (isClosed || isWoken) {
      return;
    }
    isWoken = true;
    notifyAll();
    if (waker != NONE) {
      byte[] one = ByteBuffer.allocate(Long.BYTES)
          .order(ByteOrder.nativeOrder())
          .putLong(1)
          .array();
      LibC.write(waker, one, new NativeLong(one.length));
    }
  }

  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      close(netlink);
      close(waker);
    }
  }

  private static void close(int descriptor) {
    try {
      if (descriptor != NONE) {
        LibC.close(descriptor);
      }
    } catch (LastErrorException e) {
      // close(2): it is gone all the same.
    }
  }
}
