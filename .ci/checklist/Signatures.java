// SPDX-License-Identifier: Apache-2.0
import java.nio.file.Path;
import java.util.List;

/** The signatures beside each file, as gpg sees them. */
final class Signatures {

  private Signatures() {}

  static List<String> broken(Staged staged, Path keys) throws Exception {
    return Checklist.each(staged.files(), (file, faults) -> {
      Process gpg = new ProcessBuilder(
              "gpg", "--batch", "--homedir", keys.toString(), "--verify", file + ".asc", file.toString())
          .redirectErrorStream(true)
          .start();
      String said = new String(gpg.getInputStream().readAllBytes());
      if (gpg.waitFor() != 0) {
        faults.add(staged.shown(file) + ": " + said.strip().replace('\n', ' '));
      }
    });
  }
}
