// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.net.ServerSocket;

/** The service behind the door: accepts every connection that reaches it, and closes it. */
final class Accepting {

  private static final int BACKLOG = 500;

  private Accepting() {}

  public static void main(String[] args) throws Exception {
    try (ServerSocket listening = new ServerSocket(Doors.SERVICE, BACKLOG)) {
      System.out.println("ready");
      while (true) {
        listening.accept().close();
      }
    }
  }
}
