// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipBackupTest {

  @TempDir
  private Path folder;

  @Test
  void packsAFolderAndReplacesWhatWasPackedBefore() throws Exception {
    Path docs = Files.createDirectories(folder.resolve("docs/deep"));
    Files.writeString(docs.resolve("page"), "hello");
    Path file = Files.writeString(folder.resolve("docs.zip"), "old");

    new ZipBackup(folder.resolve("docs"), file).run();

    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream()).extracting(Object::toString).containsExactly("deep/page");
      assertThat(zip.getInputStream(zip.getEntry("deep/page"))).hasContent("hello");
    }
    assertThat(folder.resolve("docs.zip.new")).doesNotExist();
  }
}
