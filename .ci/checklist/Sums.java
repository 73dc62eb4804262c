// SPDX-License-Identifier: Apache-2.0
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** The checksums beside each file. */
final class Sums {

  private Sums() {}

  static List<String> wrong(Staged staged) throws Exception {
    return Checklist.each(staged.files(), (file, faults) -> {
      for (String[] sum : new String[][] {{"MD5", ".md5"}, {"SHA-1", ".sha1"}}) {
        Path beside = file.resolveSibling(file.getFileName() + sum[1]);
        byte[] digest = MessageDigest.getInstance(sum[0]).digest(Files.readAllBytes(file));
        if (!Files.readString(beside).strip().equals(HexFormat.of().formatHex(digest))) {
          faults.add(staged.shown(beside));
        }
      }
    });
  }
}
