// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What the kernel tells of processes: proc(5). */
final class Proc {

  /** Where the steal of a /proc/stat stands, from 0. */
  private static final int STEAL = 7;

  private Proc() {}

  /** The processor time of all live threads of a process so far, in nanoseconds. */
  static long cpuNs(long pid) throws IOException {
    long sumNs = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        try {
          sumNs += onCpuNs(Files.readString(thread.resolve("schedstat")));
        } catch (NoSuchFileException ended) {
          // Between the listing and now; the JVM's compilers come and go.
        }
      }
    }
    return sumNs;
  }

  /** The memory of a process that is in RAM, in bytes. */
  static long residentBytes(long pid) throws IOException {
    return residentBytes(Files.readString(Path.of("/proc/" + pid + "/status")));
  }

  /** The first figure of a schedstat. */
  static long onCpuNs(String schedstat) {
    return Long.parseLong(schedstat.strip().split(" ")[0]);
  }

  /** The figure in a status. */
  static long residentBytes(String status) {
    String line =
        status.lines().filter(it -> it.startsWith("VmRSS:")).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
  }

  /** How many IP packets came in according to a /proc/net/snmp. */
  static long received(String snmp) {
    List<String> ip = snmp.lines().filter(line -> line.startsWith("Ip: ")).toList();
    int column = List.of(ip.get(0).split(" ")).indexOf("InReceives");
    return Long.parseLong(ip.get(1).split(" ")[column]);
  }

  /** The processors that a process may use, according to its /proc/self/status. */
  static List<Integer> processors(String status) {
    String list = status
        .lines()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .map(line -> line.split("\\s+")[1])
        .findFirst()
        .orElseThrow();
    return Stream.of(list.split(","))
        .map(range -> range.split("-"))
        .flatMap(range -> IntStream.rangeClosed(
                Integer.parseInt(range[0]), Integer.parseInt(range[range.length - 1]))
            .boxed())
        .toList();
  }

  /** How many tasks run or want to, according to a /proc/loadavg. */
  static int running(String loadavg) {
    return Integer.parseInt(loadavg.split("[ /]")[3]);
  }

  /** The share of all processors' time, between two /proc/stat, in which the host ran others. */
  static double stolen(String before, String after) {
    long[] ticks = ticks(before);
    long[] later = ticks(after);
    long all = LongStream.of(later).sum() - LongStream.of(ticks).sum();
    return (double) (later[STEAL] - ticks[STEAL]) / Math.max(1, all);
  }

  /** All up to those that were stolen; what comes behind is counted among the others already. */
  private static long[] ticks(String stat) {
    String all = stat.lines().findFirst().orElseThrow();
    return Stream.of(all.split(" +"))
        .skip(1)
        .limit(STEAL + 1)
        .mapToLong(Long::parseLong)
        .toArray();
  }

  /** How many captures there are according to a /proc/net/packet: it has a line for each. */
  static long captures(String packet) {
    return packet.lines().skip(1).count();
  }
}
