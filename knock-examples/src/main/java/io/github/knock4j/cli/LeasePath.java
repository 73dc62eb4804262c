// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/** Where the daemon of a configuration keeps its leases, so that the next one finds them. */
final class LeasePath {

  /** Gone after a reboot, as are the rules of the firewall. */
  private static final Path RUN = Path.of("/run/knock4j");

  /** Linux allows 255 bytes (NAME_MAX); one of these takes at most three. */
  private static final int LONGEST_NAME = 60;

  private LeasePath() {}

  static Path of(Path configuration) {
    return RUN.resolve(name(configuration));
  }

  /** The absolute path with dashes for slashes, different for each; of a long one, its end. */
  static String name(Path configuration) {
    String path = configuration.toAbsolutePath().normalize().toString().substring(1);
    String name = path.replace("%", "%25").replace("-", "%2D").replace('/', '-');
    return name.length() <= LONGEST_NAME ? name : digest(name) + "%" + end(name);
  }

  /** No mere hash code: two daemons in one directory would close each other's doors. */
  private static UUID digest(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String end(String name) {
    int from = name.length() - LONGEST_NAME;
    return name.substring(Character.isLowSurrogate(name.charAt(from)) ? from + 1 : from);
  }
}
