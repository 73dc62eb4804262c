// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.io.Closeable;
import java.io.IOException;

/**
 * A way to tell nf_tables in the kernel what to do. Every call is one transaction or none. One
 * thread at a time.
 */
interface NftWay extends Closeable {

  /** Makes the service's rules what they should be; its visitors stay. */
  void setUp(NftService service) throws IOException, InterruptedException;

  /** Takes the service away, and the table with the last one. Content if there is nothing. */
  void remove(NftService service) throws IOException, InterruptedException;

  /**
   * Lets a visitor in until the time is over, counted from now, also if the visitor was in already.
   *
   * @param timeoutMs more than zero
   * @throws NotSetUpException if the service is not there
   */
  void open(NftService service, IpAddress visitor, long timeoutMs)
      throws IOException, InterruptedException;

  /** The same for a visitor who most likely is in already. */
  void renew(NftService service, IpAddress visitor, long timeoutMs)
      throws IOException, InterruptedException;

  /** Lets a visitor in no more. Content if neither visitor nor service is there. */
  void close(NftService service, IpAddress visitor) throws IOException, InterruptedException;

  @Override
  void close();

  /** The service is not in the kernel: never set up, removed, or flushed by somebody. */
  final class NotSetUpException extends IOException {
    private static final long serialVersionUID = 1;

    NotSetUpException(NftService service) {
      super("service '" + service.name() + "' is not set up in table inet " + NftService.TABLE);
    }
  }
}
