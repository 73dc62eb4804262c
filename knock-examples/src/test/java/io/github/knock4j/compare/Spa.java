// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Single packet authorization as fwknop has it, with the settings of Debian's packages: fwknop(8) and
 * fwknopd(8). Its one packet is all that a visitor sends.
 */
final class Spa {

  static final int PORT = 62_201;

  private static final String KEY = "a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U=";
  private static final String HMAC_KEY = "aG1hY2htYWNobWFjaG1hY2htYWNobWFjaG1hY2htYWM=";
  private static final String DATA = "Final SPA Data: ";

  private Spa() {}

  /** What opens the service to one address, once, within two minutes. */
  static byte[] packet(String visitor) throws IOException {
    Process client = new ProcessBuilder(
            "fwknop",
            "--access",
            "tcp/" + Doors.SERVICE,
            "--allow-ip",
            visitor,
            "--destination",
            Bench.SERVER,
            "--key-base64-rijndael",
            KEY,
            "--use-hmac",
            "--key-base64-hmac",
            HMAC_KEY,
            "--test",
            "--no-rc-file",
            "--no-save-args")
        .start();
    return client
        .inputReader()
        .lines()
        .filter(line -> line.strip().startsWith(DATA))
        .map(line -> line.strip().substring(DATA.length()).getBytes())
        .findFirst()
        .orElseThrow(() -> new IOException("fwknop made no packet for " + visitor));
  }

  /** Writes the daemon's files to a directory, and answers the command that starts it. */
  static List<String> daemon(Path directory, String device) throws IOException {
    Path options = secret(directory.resolve("fwknopd.conf"), """
        PCAP_INTF %1$s;
        FWKNOP_RUN_DIR %2$s;
        FWKNOP_PID_FILE %2$s/fwknopd.pid;
        DIGEST_FILE %2$s/digest.cache;
        """.formatted(device, directory));
    Path access =
        secret(directory.resolve("access.conf"), """
        SOURCE ANY
        OPEN_PORTS tcp/%d
        FW_ACCESS_TIMEOUT 300
        KEY_BASE64 %s
        HMAC_KEY_BASE64 %s
        """.formatted(Doors.SERVICE, KEY, HMAC_KEY));
    return List.of("fwknopd", "--foreground", "-c", "" + options, "-a", "" + access);
  }

  /** The daemon warns of files that others may read. */
  private static Path secret(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text);
  }
}
