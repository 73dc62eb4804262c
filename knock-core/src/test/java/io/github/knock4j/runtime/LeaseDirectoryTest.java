// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LeaseDirectoryTest {

  private static final byte[] ONE = "one\n".getBytes(UTF_8);
  private static final byte[] TWO = "two\n".getBytes(UTF_8);

  @TempDir
  private Path folder;

  private Path directory;

  @BeforeEach
  void setUp() {
    directory = folder.resolve("state").resolve("leases");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void findsAfterwardsWhatWasWritten() throws IOException {
    try (LeaseDirectory store = LeaseDirectory.open(directory)) {
      assertThat(store.read()).isEmpty();
      store.write("1.lease", ONE);
      store.write("2.lease", ONE);
      store.write("2.lease", TWO);
      store.append("1.lease", TWO);
      store.write("3.lease", ONE);
      store.remove("3.lease");
      store.remove("3.lease");
    }

    try (LeaseDirectory store = LeaseDirectory.open(directory)) {
      Map<String, byte[]> files = store.read();
      assertThat(files).containsOnlyKeys("1.lease", "2.lease");
      assertThat(files.get("1.lease")).asString(UTF_8).isEqualTo("one\ntwo\n");
      assertThat(files.get("2.lease")).isEqualTo(TWO);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void letsNobodyElseReadWhatItMakes() throws IOException {
    try (LeaseDirectory store = LeaseDirectory.open(directory)) {
      store.write("1.lease", ONE);

      assertThat(mode(directory)).isEqualTo("rwx------");
      assertThat(mode(directory.resolve("1.lease"))).isEqualTo("rw-------");
      assertThat(mode(directory.resolve("lock"))).isEqualTo("rw-------");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void refusesADirectoryThatOthersCanWriteTo() throws IOException {
    Files.createDirectories(directory);
    for (String mode : new String[] {"rwxrwx---", "rwx----w-", "rwxrwxrwx"}) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));

      assertThatThrownBy(() -> LeaseDirectory.open(directory))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "the directory of leases can be written by others: " + mode + ": " + directory);
    }
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    LeaseDirectory.open(directory).close();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void refusesADirectoryThatIsNotOurs() throws IOException {
    Path foreign = Path.of("/");
    boolean weAreRoot = Files.isWritable(foreign);
    if (weAreRoot) {
      foreign = Files.createDirectories(directory);
      Files.setOwner(
          foreign,
          FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("daemon"));
    }
    Path refused = foreign;

    assertThatThrownBy(() -> LeaseDirectory.open(refused))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(weAreRoot ? "belongs to daemon, not to root" : "cannot be written");
    assertThat(directory).satisfies(left -> {
      if (weAreRoot) {
        assertThat(left).isEmptyDirectory();
      }
    });
  }

  @Test
  void refusesALinkAndAFile() throws IOException {
    Files.createDirectories(directory);
    Path link = Files.createSymbolicLink(folder.resolve("link"), directory);
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> LeaseDirectory.open(link))
        .isInstanceOf(IOException.class)
        .hasMessage("the directory of leases is a symbolic link: " + link);
    assertThatThrownBy(() -> LeaseDirectory.open(file))
        .isInstanceOf(IOException.class)
        .hasMessage("the directory of leases is not a directory: " + file);
  }

  @Test
  void refusesADirectoryThatIsInUseAndTakesItOnceThatIsOver() throws IOException {
    LeaseDirectory first = LeaseDirectory.open(directory);

    assertThatThrownBy(() -> LeaseDirectory.open(directory))
        .isInstanceOf(IOException.class)
        .hasMessage("the directory of leases is in use by another keeper of this process: "
            + directory.toRealPath());
    first.close();
    first.close();
    LeaseDirectory second = LeaseDirectory.open(directory);

    assertThatThrownBy(() -> first.write("1.lease", ONE))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("is closed");
    assertThatThrownBy(() -> first.remove("1.lease")).isInstanceOf(IOException.class);
    second.close();
  }

  @Test
  void leavesForeignFilesAloneAndRemovesUnfinishedOnes() throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("1.lease.tmp"), ONE);
    Files.write(directory.resolve("README"), ONE);
    Files.write(directory.resolve("2.lease-5.bad"), ONE);
    Files.createDirectory(directory.resolve("3.lease"));
    Files.createSymbolicLink(directory.resolve("4.lease"), directory.resolve("README"));

    try (RecordedLog log = new RecordedLog();
        LeaseDirectory store = LeaseDirectory.open(directory)) {
      assertThat(store.read()).isEmpty();
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("ERROR lease cannot be read file="))
          .hasSize(2);
    }
    assertThat(directory.resolve("1.lease.tmp")).doesNotExist();
    assertThat(directory.resolve("README")).exists();
    assertThat(directory.resolve("2.lease-5.bad")).exists();
  }

  @Test
  void readsTheBeginningOfAFileThatIsTooLarge() throws IOException {
    try (LeaseDirectory store = LeaseDirectory.open(directory)) {
      store.write("1.lease", new byte[1 << 20]);

      assertThat(store.read().get("1.lease")).hasSize(4096);
    }
  }

  @Test
  void setsAsideWhatIsBadWithoutLosingIt() throws IOException {
    try (LeaseDirectory store = LeaseDirectory.open(directory)) {
      store.write("1.lease", ONE);
      store.setAside("1.lease");

      assertThat(store.read()).isEmpty();
    }
    assertThat(directory).isDirectoryContaining("glob:**/1.lease-*.bad");
  }

  @Test
  void leavesNothingUnfinishedWhenWritingFails() throws IOException {
    try (LeaseDirectory store = LeaseDirectory.open(directory)) {
      Files.createDirectories(directory.resolve("1.lease").resolve("full"));

      assertThatThrownBy(() -> store.write("1.lease", ONE)).isInstanceOf(IOException.class);

      assertThat(directory.resolve("1.lease.tmp")).doesNotExist();
    }
  }
}
