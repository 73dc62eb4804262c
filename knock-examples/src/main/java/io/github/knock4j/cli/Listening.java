// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.knockd.KnockdConfig;
import io.github.knock4j.knockd.KnockdOptions;
import io.github.knock4j.pcap.PcapSource;
import io.github.knock4j.spi.PacketSource;
import java.util.List;
import java.util.Objects;

/**
 * Where the programs listen that read a knockd.conf.
 *
 * @param interfaces one at least
 * @param onlyIpv4 whether to hear IPv4 alone
 */
record Listening(List<String> interfaces, boolean onlyIpv4) {

  /** On the interfaces that were asked for; if there are none, on that of the configuration. */
  static Listening on(List<String> asked, KnockdConfig config, boolean onlyIpv4) {
    return new Listening(asked.isEmpty() ? List.of(interfaceOf(config)) : asked, onlyIpv4);
  }

  /** The interface that the file names, or knockd's default. */
  static String interfaceOf(KnockdConfig config) {
    return Objects.requireNonNullElse(
        config.options().interfaceName(), KnockdOptions.DEFAULT_INTERFACE);
  }

  PacketSource source() {
    String[] more = interfaces.subList(1, interfaces.size()).toArray(String[]::new);
    PacketSource source = PcapSource.on(interfaces.get(0), more);
    return onlyIpv4 ? new Ipv4Only(source) : source;
  }

  @Override
  public String toString() {
    return String.join(", ", interfaces);
  }
}
