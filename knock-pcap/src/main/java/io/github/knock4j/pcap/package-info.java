// SPDX-License-Identifier: Apache-2.0

/** Packets from a live interface or a capture file, through libpcap. */
@org.jspecify.annotations.NullMarked
package io.github.knock4j.pcap;
