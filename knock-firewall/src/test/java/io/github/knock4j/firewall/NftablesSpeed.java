// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofHours;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.firewall.Nftables.Way;
import java.util.Arrays;

/** Prints how long an open takes in each way, in microseconds: the median of several. */
final class NftablesSpeed {

  private static final Door DOOR =
      Door.named("door").knock(tcp(7001)).openFor(ofHours(1)).build();
  private static final int CROWD = 10_000;

  private int visitors;

  private interface Call {
    void to(IpAddress visitor) throws Exception;
  }

  private NftablesSpeed() {}

  public static void main(String[] args) throws Exception {
    new NftablesSpeed().measure();
  }

  private void measure() throws Exception {
    Nftables netlink = Nftables.allowing(tcp(22)).through(Way.NETLINK).setUp();
    Nftables library = Nftables.allowing(tcp(23)).through(Way.LIBNFTABLES).setUp();
    Nftables program = Nftables.allowing(tcp(24)).through(Way.PROGRAM).setUp();
    Call open = visitor -> netlink.open(grant(visitor));
    median(1_000, open); // until it is compiled
    tell("netlink", median(1_000, open));
    tell("netlink-renew", median(1_000, visitor -> netlink.renew(grant(visitor))));
    Grant same = grant(next());
    tell("netlink-again", median(1_000, visitor -> netlink.open(same)));
    tell("netlink-close", median(1_000, visitor -> netlink.close(grant(visitor))));
    tell("iptables", median(50, NftablesSpeed::iptables));
    median(50, visitor -> library.open(grant(visitor)));
    tell("library", median(200, visitor -> library.open(grant(visitor))));
    tell("program", median(20, visitor -> program.open(grant(visitor))));
    while (visitors < CROWD + 3_000) {
      open.to(next());
    }
    tell("netlink-crowd", median(1_000, open));
    tell("iptables-again", median(50, NftablesSpeed::iptables));
  }

  private static Grant grant(IpAddress visitor) {
    return Grant.of(DOOR, visitor, System.nanoTime());
  }

  private static void iptables(IpAddress visitor) throws Exception {
    int status = new ProcessBuilder(
            "iptables",
            "-I",
            "INPUT",
            "-s",
            visitor.toString(),
            "-p",
            "tcp",
            "--dport",
            "22",
            "-j",
            "ACCEPT")
        .inheritIO()
        .start()
        .waitFor();
    if (status != 0) {
      throw new IllegalStateException("iptables: " + status);
    }
  }

  private double median(int calls, Call call) throws Exception {
    long[] timesNs = new long[calls];
    for (int i = 0; i < calls; i++) {
      IpAddress visitor = next();
      long startNs = System.nanoTime();
      call.to(visitor);
      timesNs[i] = System.nanoTime() - startNs;
    }
    Arrays.sort(timesNs);
    return timesNs[calls / 2] / 1_000.0;
  }

  private IpAddress next() {
    return IpAddress.ofBits(0, IpAddress.mapped(0x0a000000 + ++visitors));
  }

  private static void tell(String what, double us) {
    System.out.printf(java.util.Locale.ROOT, "%s %.1f%n", what, us);
  }
}
