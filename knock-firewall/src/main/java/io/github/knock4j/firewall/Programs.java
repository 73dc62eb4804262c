// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.File;
import java.util.List;
import java.util.Optional;

/** Looks for programs the way execvp(3) does. */
final class Programs {

  /** From PATH; or what execvp(3) takes when that is not set. */
  private static final List<String> DIRECTORIES =
      List.of(System.getenv().getOrDefault("PATH", "/bin:/usr/bin").split(File.pathSeparator, -1));

  private Programs() {}

  /** Whether there is such a program that can be started. */
  static boolean exists(String name) {
    return find(name).isPresent();
  }

  /**
   * Looks for a program, each time anew, as it may be installed in between.
   *
   * @param name a path if it has a slash, read from the root directory; else sought in PATH
   * @return its absolute path; empty if there is none that can be started
   */
  static Optional<String> find(String name) {
    for (String directory : name.indexOf('/') < 0 ? DIRECTORIES : List.of("/")) {
      // Unlike those of Files, these methods need no exception to say that there is none.
      File file = new File(new File("/", directory), name);
      if (file.isFile() && file.canExecute()) {
        return Optional.of(file.getPath());
      }
    }
    return Optional.empty();
  }
}
