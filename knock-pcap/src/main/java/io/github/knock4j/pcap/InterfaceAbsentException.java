// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import java.io.IOException;

/** An interface does not exist or is down: time may mend that, as it mends nothing else. */
final class InterfaceAbsentException extends IOException {

  private static final long serialVersionUID = 1L;

  InterfaceAbsentException(String message) {
    super(message);
  }
}
