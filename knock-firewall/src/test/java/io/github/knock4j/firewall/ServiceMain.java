// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.nio.file.Path;
import java.util.List;

/** A small program for commands of a test. Arguments: lock directory, add or delete, --service, NAME, IP. */
final class ServiceMain {

  private ServiceMain() {}

  public static void main(String[] args) throws Exception {
    ServiceChain chain = FirewallLab.iptables("", List.of(), Path.of(args[0])).service(args[3]);
    IpAddress visitor = IpAddress.parse(args[4]);
    boolean changed = args[1].equals("add") ? chain.add(visitor) : chain.delete(visitor);
    System.out.println(changed);
  }
}
