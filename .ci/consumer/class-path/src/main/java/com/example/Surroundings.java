// SPDX-License-Identifier: Apache-2.0
package com.example;

import io.github.knock4j.pcap.PcapSource;

/** What is there on the class path only. */
final class Surroundings {

  private Surroundings() {}

  static String check() {
    Consumer.check(PcapSource.on("eth0").toString().contains("eth0"), "no capture");
    return "class path";
  }
}
