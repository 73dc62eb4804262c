// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcTest {

  @Test
  void readsTheTimeOnAProcessor() {
    assertThat(Proc.onCpuNs("8123456 689843 17\n")).isEqualTo(8_123_456);
  }

  @Test
  void readsTheMemoryInRam() {
    String status = "Name:\tknockd\nVmPeak:\t   9000 kB\nVmRSS:\t    4980 kB\nThreads:\t1\n";

    assertThat(Proc.residentBytes(status)).isEqualTo(4980 * 1024);
  }

  @Test
  void readsHowManyPacketsCame() {
    String snmp = "Ip: Forwarding DefaultTTL InReceives InHdrErrors\nIp: 2 64 4711 3\n"
        + "Icmp: InMsgs InErrors\nIcmp: 5 6\n";

    assertThat(Proc.received(snmp)).isEqualTo(4711);
  }

  @Test
  void readsWhichProcessorsAreAllowed() {
    String status = "Name:\tjava\nCpus_allowed:\t1d\nCpus_allowed_list:\t0,2-4\nMems_allowed:\t1\n";

    assertThat(Proc.processors(status)).containsExactly(0, 2, 3, 4);
  }

  @Test
  void readsHowManyTasksRun() {
    assertThat(Proc.running("6.86 5.93 3.95 5/154 29170\n")).isEqualTo(5);
  }

  @Test
  void readsTheShareThatTheHostGaveToOthers() {
    String before = "cpu  100 0 100 700 50 0 40 10 5 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n";
    String after = "cpu  150 0 100 720 50 0 40 40 55 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n";

    assertThat(Proc.stolen(before, after)).isEqualTo(0.3);
    assertThat(Proc.stolen(before, before)).isZero();
  }

  @Test
  void countsCaptures() {
    String header = "sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n";
    String one = "000000009190898b 3      3    0003   2     1 0      0      9114052\n";

    assertThat(Proc.captures(header)).isZero();
    assertThat(Proc.captures(header + one + one)).isEqualTo(2);
  }

  @Test
  void knowsThisProcess() throws IOException {
    long pid = ProcessHandle.current().pid();
    long beforeNs = Proc.cpuNs(pid);
    double sum = 0;
    for (int i = 1; i < 20_000_000; i++) {
      sum += Math.sqrt(i);
    }

    assertThat(sum).isPositive();
    assertThat(Proc.cpuNs(pid)).isGreaterThan(beforeNs);
    assertThat(Proc.residentBytes(pid)).isGreaterThan(10 << 20);
  }
}
