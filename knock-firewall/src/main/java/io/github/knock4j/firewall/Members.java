// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Where a service chain keeps the addresses of one family that it lets in. */
interface Members {

  /** Readies what the chain's rules need before it is made. */
  void prepare(Xtables tables) throws IOException, InterruptedException;

  /** The rules that let in who is in now: the beginning of the chain when it is made anew. */
  List<List<String>> rules(Xtables tables, Listing filter);

  /** Lets an address in for so long from now, zero for ever; whether it was in does not matter. */
  void admit(Xtables tables, IpAddress visitor, Duration lease)
      throws IOException, InterruptedException;

  /**
   * Lets an address in until it is deleted.
   *
   * @return true if it was not in before
   */
  boolean add(Xtables tables, IpAddress visitor) throws IOException, InterruptedException;

  /**
   * Lets an address in no more.
   *
   * @return true if it was in before
   */
  boolean delete(Xtables tables, IpAddress visitor) throws IOException, InterruptedException;

  /** Who is in, in ascending order; empty if there is no chain. */
  List<IpAddress> list(Xtables tables) throws IOException, InterruptedException;

  /** Removes what is left after the chain. */
  void dispose(Xtables tables) throws IOException, InterruptedException;
}
