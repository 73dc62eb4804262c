// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

/** Takes one stream of a command, on one thread. Keeps within bounds whatever comes. */
interface OutputSink {

  /**
   * Takes some bytes.
   *
   * @param bytes borrowed; not kept
   * @param count how many of them, from the first
   */
  void add(byte[] bytes, int count);

  /** Learns that there will be no more. */
  void end();
}
