// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A repository in a directory, in which one version of ours is staged. */
record Staged(Path repository, String version) {

  static final List<String> MODULES = List.of("knock-core", "knock-pcap", "knock-firewall");
  static final String BOM = "knock-bom";
  static final String GROUP = "io.github.knock4j";

  /** A file that somebody may fetch; its signature and sums lie beside it. */
  Path file(String artifact, String ending) {
    return home().resolve(artifact).resolve(version).resolve(artifact + "-" + version + ending);
  }

  Path pom(String artifact) {
    return file(artifact, ".pom");
  }

  Path jar(String module) {
    return file(module, ".jar");
  }

  static List<String> artifacts() {
    return Stream.concat(MODULES.stream(), Stream.of(BOM)).toList();
  }

  /** All files that must be there, without signatures and sums. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (String module : MODULES) {
      for (String ending : List.of(".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json")) {
        files.add(file(module, ending));
      }
    }
    files.add(pom(BOM));
    return files;
  }

  List<String> missing() {
    return files().stream().filter(Files::notExists).map(this::shown).toList();
  }

  List<String> strangers() throws IOException {
    Set<Path> expected = files().stream().collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> all = Files.walk(repository)) {
      return all.filter(Files::isRegularFile)
          .filter(path -> !path.getFileName().toString().startsWith("maven-metadata.xml"))
          .filter(path -> !expected.contains(withoutCompanion(path)))
          .map(this::shown)
          .toList();
    }
  }

  private static Path withoutCompanion(Path path) {
    String name = path.getFileName().toString();
    return path.resolveSibling(name.replaceFirst("(\\.asc)?(\\.(md5|sha1|sha256|sha512))?$", ""));
  }

  List<String> differences(Staged other) throws Exception {
    return Checklist.each(files(), (file, faults) -> {
      Path twin = other.repository.resolve(repository.relativize(file));
      long at = Files.mismatch(file, twin);
      if (at >= 0) {
        faults.add(shown(file) + " differs at byte " + at);
      }
    });
  }

  String shown(Path file) {
    return file.getFileName().toString();
  }

  private Path home() {
    return repository.resolve(GROUP.replace('.', '/'));
  }
}
