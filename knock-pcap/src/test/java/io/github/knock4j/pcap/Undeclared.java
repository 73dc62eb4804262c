// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

/** Throws checked exceptions where none is declared, as handlers in other languages than Java can. */
final class Undeclared {

  private Undeclared() {}

  @SuppressWarnings("unchecked")
  static <E extends Exception> void raise(Exception exception) throws E {
    throw (E) exception;
  }
}
