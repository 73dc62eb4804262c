// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The finished jar, which tests of the integration phase run. */
final class Jar {

  static final Path FILE = Path.of("target", "knock.jar").toAbsolutePath();
  static final String JAVA = System.getProperty("java.home") + "/bin/java";

  private Jar() {}

  /** What runs a command of the jar, its words parted by spaces. */
  static String[] command(String line) {
    List<String> argv = new ArrayList<>(
        List.of(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", FILE.toString()));
    argv.addAll(List.of(line.split(" ")));
    return argv.toArray(String[]::new);
  }
}
