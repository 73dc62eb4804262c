// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

/** The transport protocols that a knock can use. */
public enum Protocol {
  /** RFC 9293. */
  TCP,
  /** RFC 768. */
  UDP
}
