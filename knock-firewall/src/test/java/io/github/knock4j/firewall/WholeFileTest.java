// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @TempDir
  private Path directory;

  @Test
  void replacesAFileAndLeavesNothingElse() throws Exception {
    Path file = Files.writeString(directory.resolve("rules"), "a longer text than the new one");

    WholeFile.write(file, "new");

    assertThat(file).hasContent("new");
    assertThat(Files.getPosixFilePermissions(file))
        .doesNotContain(PosixFilePermission.OTHERS_READ, PosixFilePermission.GROUP_WRITE);
    assertThat(directory.toFile().list()).containsExactly("rules");
  }

  @Test
  void makesItsDirectory() throws Exception {
    WholeFile.write(directory.resolve("iptables/rules"), "new");

    assertThat(directory.resolve("iptables/rules")).hasContent("new");
  }

  @Test
  void writesToWhereALinkLeads() throws Exception {
    Path file = Files.writeString(directory.resolve("rules"), "old");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);

    WholeFile.write(link, "new");

    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }

  @Test
  void leavesNothingWhereItCannotReplace() throws Exception {
    Path occupied = Files.createDirectories(directory.resolve("rules/full")).getParent();

    assertThatThrownBy(() -> WholeFile.write(occupied, "new")).isInstanceOf(IOException.class);

    assertThat(directory.toFile().list()).containsExactly("rules");
  }
}
