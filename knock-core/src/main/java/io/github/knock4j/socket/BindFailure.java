// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import java.io.IOException;
import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** Says what kept a port from being bound, and never which port: that is part of a password. */
final class BindFailure {

  private static final int FIRST_FREE_PORT = 1024;

  private BindFailure() {}

  /**
   * Makes the message.
   *
   * @param whose "door 'ssh': a port of its sequence", for instance
   * @param failure stays out of what is thrown: with -Djdk.includeInExceptions=hostInfo Java puts
   *     ports into such messages
   */
  static IOException of(String whose, Place place, int port, Exception failure) {
    return new IOException(whose + " " + reason(place, port, failure));
  }

  private static String reason(Place place, int port, Exception failure) {
    if (!(failure instanceof BindException || failure instanceof UnsupportedOperationException)) {
      return "cannot be opened on " + place + ": " + withoutPort(failure.getMessage(), port);
    }
    if (!place.isHere()) {
      return "cannot be opened on " + place + ": this machine does not have that address";
    }
    if (port < FIRST_FREE_PORT && isPermission(failure)) {
      return "may not be opened on " + place
          + ": ports below 1024 need root or the capability CAP_NET_BIND_SERVICE";
    }
    return "is in use on " + place + ": end the program that holds it, or choose another port";
  }

  private static boolean isPermission(Exception failure) {
    return String.valueOf(failure.getMessage()).startsWith("Permission denied");
  }

  private static String withoutPort(@Nullable String message, int port) {
    String text = String.valueOf(message);
    return text.contains(String.valueOf(port)) ? "the system refused" : text;
  }
}
