// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import static io.github.knock4j.packet.Frames.ethernet;
import static io.github.knock4j.packet.Frames.hex;
import static io.github.knock4j.packet.Frames.on;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A readable frame, and what it says. */
record Sample(String name, LinkType link, byte[] frame, Reading reading) {

  static final String V4 = "192.0.2.1";
  static final String V4_HERE = "198.51.100.2";
  static final String V6 = "2001:db8::1";
  static final String V6_HERE = "2001:db8:ffff::2";

  /** Frames of every kind. */
  static List<Sample> all() {
    List<Sample> samples = new ArrayList<>(captured());
    for (LinkType link : LinkType.values()) {
      if (link != LinkType.RAW_IPV6) {
        samples.addAll(both(link + " IPv4", on(link).ip(V4, V4_HERE)));
      }
      if (link != LinkType.RAW_IPV4) {
        samples.addAll(both(link + " IPv6", on(link).ip(V6, V6_HERE)));
      }
    }
    samples.addAll(both("VLAN", ethernet().vlan(0xfff)));
    samples.addAll(both("QinQ", ethernet().tag(0x88a8, 7).vlan(5).ip(V6, V6_HERE)));
    samples.addAll(
        both("four tags", ethernet().tag(0x9100, 1).tag(0x88a8, 2).vlan(3).vlan(4)));
    samples.addAll(both("VLAN on any", on(LinkType.LINUX_COOKED).vlan(5)));
    samples.addAll(both("VLAN on any, v2", on(LinkType.LINUX_COOKED_2).vlan(5).ip(V6, V6_HERE)));
    samples.addAll(both("PPPoE", ethernet().pppoe()));
    samples.addAll(both("PPPoE in a VLAN", ethernet().vlan(7).pppoe().ip(V6, V6_HERE)));
    samples.addAll(both("options", ethernet().ipOptions(40).tcpOptions(40).payload(3)));
    samples.addAll(both("padding", ethernet().padding(18)));
    samples.addAll(both("first fragment", ethernet().fragment(0, true)));
    samples.addAll(both(
        "extensions",
        on(LinkType.RAW_IP)
            .ip(V6, V6_HERE)
            .extension(0, "00 01 04 00000000")
            .extension(60, "01 01 0c 000000000000000000000000")
            .extension(43, "02 fd 00 00000000 20010db8000000000000000000000009")
            .extension(44, "00 0001 00000007")
            .extension(51, "04 0000 00000001 00000001 000000000000000000000000")
            .extension(140, "00 80 0000000001")));
    return samples;
  }

  private static List<Sample> both(String name, Frames frames) {
    return List.of(
        of(name + " TCP", frames.tcp(40_000, 7001).flags(0xd2).seq(0xfedcba98)),
        of(name + " UDP", frames.udp(40_001, 8002)));
  }

  private static Sample of(String name, Frames frames) {
    return new Sample(name, frames.link(), frames.bytes(), frames.reading());
  }

  /** What tcpdump took from a veth, where checksums are left to hardware that is not there. */
  private static List<Sample> captured() {
    return List.of(
        new Sample(
            "captured TCP on Ethernet",
            LinkType.ETHERNET,
            hex("""
            deb11f7d9b60 1e13808fb03a 0800
            4500003c56114000400660a7c0000201c0000202
            e6641b59d70a2f5800000000a002faf084320000020405b40402080ab0252621000000000103030a"""),
            Reading.tcp(V4, 58_980, "192.0.2.2", 7001, Frames.SYN, 0xd70a2f58)),
        new Sample(
            "captured UDP on Ethernet",
            LinkType.ETHERNET,
            hex("""
            deb11f7d9b60 1e13808fb03a 86dd
            60077ec9000d114020010db800000000000000000000000120010db8000000000000000000000002
            e7ab1f42000d5b936b6e6f636b"""),
            Reading.udp(V6, 59_307, "2001:db8::2", 8002)),
        new Sample(
            "captured UDP on any",
            LinkType.LINUX_COOKED,
            hex("""
            0000 0001 0006 1e13808fb03a0000 0800
            45000021423a40004011748ec0000201c0000202
            da101f42000d84226b6e6f636b"""),
            Reading.udp(V4, 55_824, "192.0.2.2", 8002)),
        new Sample(
            "captured TCP on any",
            LinkType.LINUX_COOKED,
            hex("""
            0000 0001 0006 1e13808fb03a0000 86dd
            600677e40028064020010db800000000000000000000000120010db8000000000000000000000002
            a00e1b59bd44494700000000a002fd205ba30000020405a00402080a12218294000000000103030a"""),
            Reading.tcp(V6, 40_974, "2001:db8::2", 7001, Frames.SYN, 0xbd444947)),
        new Sample(
            "captured TCP on any, v2",
            LinkType.LINUX_COOKED_2,
            hex("""
            0800 0000 00000002 0001 00 06 1e13808fb03a0000
            4500003c56114000400660a7c0000201c0000202
            e6641b59d70a2f5800000000a002faf084320000020405b40402080ab0252621000000000103030a"""),
            Reading.tcp(V4, 58_980, "192.0.2.2", 7001, Frames.SYN, 0xd70a2f58)),
        new Sample(
            "captured UDP on any, v2",
            LinkType.LINUX_COOKED_2,
            hex("""
            86dd 0000 00000002 0001 00 06 1e13808fb03a0000
            60077ec9000d114020010db800000000000000000000000120010db8000000000000000000000002
            e7ab1f42000d5b936b6e6f636b"""),
            Reading.udp(V6, 59_307, "2001:db8::2", 8002)));
  }

  /** The frame's first bytes, in an array of their own. */
  byte[] prefix(int length) {
    return Arrays.copyOf(frame, length);
  }

  @Override
  public String toString() {
    return name;
  }
}
