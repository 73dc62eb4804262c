// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Looks for programs the way execvp(3) does, so that a missing one is known before the start. */
final class Programs {

  /** What execvp(3) takes when the variable is not set. */
  private static final String DEFAULT_PATH = "/bin:/usr/bin";

  private Programs() {}

  /**
   * Whether the program can be started.
   *
   * @param name a path if it has a slash, read from the root directory; else sought in PATH
   */
  static boolean exists(String name) {
    if (name.indexOf('/') >= 0) {
      return isExecutable("/", name);
    }
    String path = System.getenv("PATH");
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(path == null ? DEFAULT_PATH : path)
        .anyMatch(directory -> isExecutable(directory, name));
  }

  private static boolean isExecutable(String directory, String name) {
    try {
      Path file = Path.of("/").resolve(directory).resolve(name);
      return Files.isRegularFile(file) && Files.isExecutable(file);
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
