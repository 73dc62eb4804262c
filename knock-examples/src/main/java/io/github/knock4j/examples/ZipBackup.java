// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs a folder into a file that is there only when it is complete.
 *
 * @param folder what to pack; links are not followed
 * @param file replaced if it is there
 */
record ZipBackup(Path folder, Path file) {

  /** Packs the files that are there now. */
  void run() throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try (OutputStream bytes = Files.newOutputStream(unfinished);
        ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Path each : files()) {
        zip.putNextEntry(new ZipEntry(folder.relativize(each).toString()));
        Files.copy(each, zip);
      }
    }
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> Files.isRegularFile(path)).sorted().toList();
    }
  }
}
