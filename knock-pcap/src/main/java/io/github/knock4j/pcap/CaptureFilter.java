// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static io.github.knock4j.pcap.BpfAssembler.AND;
import static io.github.knock4j.pcap.BpfAssembler.IF_AT_LEAST;
import static io.github.knock4j.pcap.BpfAssembler.IF_EQUAL;
import static io.github.knock4j.pcap.BpfAssembler.IF_GREATER;
import static io.github.knock4j.pcap.BpfAssembler.LOAD_BYTE_BEHIND_X;
import static io.github.knock4j.pcap.BpfAssembler.LOAD_HALF_BEHIND_X;
import static io.github.knock4j.pcap.BpfAssembler.LOAD_SAVED;
import static io.github.knock4j.pcap.BpfAssembler.LOAD_WORD_BEHIND_X;
import static io.github.knock4j.pcap.BpfAssembler.LOAD_X_SAVED;
import static io.github.knock4j.pcap.BpfAssembler.RETURN;
import static io.github.knock4j.pcap.BpfAssembler.SAVE;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.packet.LinkType;
import io.github.knock4j.pcap.BpfAssembler.Label;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel lets through to a set of doors: a program for the classic packet filter machine.
 * Immutable.
 *
 * <p>The rule: a packet that one of the doors can hear passes. What no door can hear stays out, as
 * far as headers tell, also behind VLAN tags, PPPoE and extension headers; so a download of
 * gigabytes never wakes the JVM. Only doors with very many ports or targets get a coarser program,
 * see {@link Wanted#andCoarser}.
 *
 * <p>Written here and not compiled by libpcap out of {@code pcap-filter(7)}: that language looks for
 * a tag in one place only, never behind extension headers, and cannot say where in a cooked frame
 * something begins once that depends on a tag. Nor is there a text that could come to light: the
 * program is as secret as the ports in it.
 */
final class CaptureFilter {

  /** What is delivered of a packet; libpcap is asked for the same. */
  private static final int KEPT_BYTES = Libpcap.SNAP_LENGTH;

  private static final int PORT = 4;
  private static final int FLAGS = 5;

  /** So many ranges fit between a conditional jump and what it reaches. */
  private static final int RANGES_WITHIN_REACH = 32;

  private final byte[] program;

  private CaptureFilter(byte[] program) {
    this.program = program;
  }

  /** The filter for these doors. */
  static CaptureFilter of(Collection<Door> doors, LinkType linkType) {
    return ofEachLength(doors, linkType).findFirst().orElseThrow();
  }

  /** The same and coarser ones, for a kernel that has no room: the last is always short. */
  static Stream<CaptureFilter> ofEachLength(Collection<Door> doors, LinkType linkType) {
    return Wanted.by(doors).andCoarser().stream()
        .map(wanted -> new Writer(wanted).write(linkType))
        .filter(Objects::nonNull)
        .map(CaptureFilter::new);
  }

  /** Instructions one after the other, as {@code struct sock_filter} in the machine's byte order. */
  byte[] program() {
    return program.clone();
  }

  int instructions() {
    return program.length / BpfAssembler.INSTRUCTION_BYTES;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CaptureFilter that && Arrays.equals(program, that.program);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(program);
  }

  /** Hides the program. */
  @Override
  public String toString() {
    return "CaptureFilter[hidden]";
  }

  /** Top-down: link, IP, then for each destination what its doors want. */
  private static final class Writer {

    private final Wanted wanted;
    private final BpfAssembler code = new BpfAssembler();
    private final Label ipv4 = new Label();
    private final Label ipv6 = new Label();
    private final Label tcp = new Label();
    private final Label udp = new Label();
    private final Label reject = new Label();

    Writer(Wanted wanted) {
      this.wanted = wanted;
    }

    byte @Nullable [] write(LinkType linkType) {
      new LinkCode(code, ipv4, ipv6, reject).skip(linkType);
      IpCode ip = new IpCode(code, tcp, udp, reject);
      code.place(ipv4);
      ip.readIpv4();
      code.place(ipv6);
      ip.readIpv6();
      code.place(tcp);
      wantTcp();
      code.place(udp);
      wantUdp();
      code.place(reject);
      code.add(RETURN, 0);
      return code.assemble();
    }

    private void wantTcp() {
      savePort();
      code.add(LOAD_BYTE_BEHIND_X, 13);
      code.add(SAVE, FLAGS);
      for (Wanted.To to : wanted.destinations()) {
        Label next = new Label();
        wantTarget(to.target, next);
        to.tcp.forEach(this::wantFlags);
        code.place(next);
      }
      code.jump(reject);
    }

    private void wantUdp() {
      savePort();
      for (Wanted.To to : wanted.destinations()) {
        Label next = new Label();
        wantTarget(to.target, next);
        wantPorts(to.udp, next);
        code.place(next);
      }
      code.jump(reject);
    }

    private void savePort() {
      code.add(LOAD_X_SAVED, IpCode.TRANSPORT);
      code.add(LOAD_HALF_BEHIND_X, 2);
      code.add(SAVE, PORT);
    }

    private void wantTarget(@Nullable IpAddress target, Label next) {
      if (target == null) {
        return;
      }
      code.add(LOAD_SAVED, IpCode.VERSION);
      code.jump(IF_EQUAL, target.isIpv4() ? 4 : 6, null, next);
      code.add(LOAD_X_SAVED, IpCode.IP);
      if (target.isIpv4()) {
        wantWord(16, (int) target.low(), next);
      } else {
        wantWord(24, (int) (target.high() >>> 32), next);
        wantWord(28, (int) target.high(), next);
        wantWord(32, (int) (target.low() >>> 32), next);
        wantWord(36, (int) target.low(), next);
      }
    }

    private void wantWord(int at, int bits, Label next) {
      code.add(LOAD_WORD_BEHIND_X, at);
      code.jump(IF_EQUAL, bits, null, next);
    }

    private void wantFlags(TcpFlags flags, PortSet ports) {
      Label next = new Label();
      code.add(LOAD_SAVED, FLAGS);
      code.add(AND, flags.set() | flags.clear());
      code.jump(IF_EQUAL, flags.set(), null, next);
      wantPorts(ports, next);
      code.place(next);
    }

    /** Returns from the program if the port is among these. */
    private void wantPorts(PortSet ports, Label next) {
      if (ports.isEmpty()) {
        code.jump(next);
      } else {
        code.add(LOAD_SAVED, PORT);
        search(ports.ranges(), false, next);
      }
    }

    /** Halves the ranges until what remains is near; each near part has its own way out. */
    private void search(List<PortSet.Range> ranges, boolean isAboveFirst, Label next) {
      if (ranges.size() > RANGES_WITHIN_REACH) {
        int middle = ranges.size() / 2;
        Label upper = new Label();
        code.jump(IF_AT_LEAST, ranges.get(middle).first(), upper, null);
        search(ranges.subList(0, middle), isAboveFirst, next);
        code.place(upper);
        search(ranges.subList(middle, ranges.size()), true, next);
      } else {
        Label hit = new Label();
        Label miss = new Label();
        searchNear(ranges, isAboveFirst, hit, miss);
        code.place(hit);
        code.add(RETURN, KEPT_BYTES);
        code.place(miss);
        code.jump(next);
      }
    }

    private void searchNear(
        List<PortSet.Range> ranges, boolean isAboveFirst, Label hit, Label miss) {
      PortSet.Range range = ranges.get(ranges.size() / 2);
      if (ranges.size() > 1) {
        int middle = ranges.size() / 2;
        Label upper = new Label();
        code.jump(IF_AT_LEAST, range.first(), upper, null);
        searchNear(ranges.subList(0, middle), isAboveFirst, hit, miss);
        code.place(upper);
        searchNear(ranges.subList(middle, ranges.size()), true, hit, miss);
      } else if (range.first() == range.last()) {
        code.jump(IF_EQUAL, range.first(), hit, miss);
      } else {
        if (!isAboveFirst) {
          code.jump(IF_AT_LEAST, range.first(), null, miss);
        }
        code.jump(IF_GREATER, range.last(), miss, hit);
      }
    }
  }
}
