// SPDX-License-Identifier: Apache-2.0

/** What an opened door does to the system: commands, and grants in the firewall. */
@SuppressWarnings("requires-automatic") // jna-jpms would clash with the jna that pcap4j brings
@org.jspecify.annotations.NullMarked
module io.github.knock4j.firewall {
  requires static transitive org.jspecify;
  requires transitive io.github.knock4j.core;
  requires com.sun.jna;
  requires org.slf4j;

  exports io.github.knock4j.firewall;
  exports io.github.knock4j.knockd;
}
