// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of the documentation: the README and those of the site, as they are written. */
public final class SitePages {

  public static final Path ROOT = Path.of("..");
  public static final Path SITE = ROOT.resolve("site");

  /** A fence, its language, and what it encloses. */
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)[^\n]*\n(.*?)^```");

  /** What VitePress puts in place of {@code <<< @/../file#region{language}}. */
  private static final Pattern IMPORT = Pattern.compile("(?m)^<<< @/([^#{\\s]+)(?:#(\\w+))?");

  /** Some code on a page. */
  public record Block(Path page, String language, String text) {
    @Override
    public String toString() {
      return page.getFileName() + ": " + text.lines().findFirst().orElse("");
    }
  }

  /** A part of a file that a page shows, or all of it if there is no region. */
  public record Import(Path page, Path file, String region) {
    @Override
    public String toString() {
      return page.getFileName() + ": " + file.getFileName() + "#" + region;
    }
  }

  private SitePages() {}

  public static List<Path> all() {
    try (Stream<Path> files = Files.list(SITE)) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), files.sorted())
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Stream<Block> blocks(String... languages) {
    List<String> wanted = List.of(languages);
    return all().stream()
        .flatMap(page -> BLOCK
            .matcher(text(page))
            .results()
            .map(found -> new Block(page, found.group(1), found.group(2))))
        .filter(block -> wanted.contains(block.language()));
  }

  public static Stream<Import> imports() {
    return all().stream()
        .flatMap(page -> IMPORT
            .matcher(text(page))
            .results()
            .map(found -> new Import(
                page, SITE.resolve(found.group(1)).normalize(), String.valueOf(found.group(2)))));
  }

  public static String page(String name) {
    return text(SITE.resolve(name));
  }

  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
