// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import java.net.ServerSocket;

/** A TCP service behind a door: accepts every connection that reaches it, and closes it. */
final class Service {

  private Service() {}

  public static void main(String[] args) throws Exception {
    try (ServerSocket listening = new ServerSocket(Integer.parseInt(args[0]))) {
      System.out.println("ready");
      while (true) {
        listening.accept().close();
      }
    }
  }
}
