// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for OpenWrt's uci, which Debian does not have: show, changes and batch on one package,
 * firewall. It takes no line that is not exactly as the real one documents it, records what it
 * reads, and, as the real one does, exits with 0 although a line of a batch failed.
 *
 * <p>First argument: a directory with "config" (one section a line, then its options, as show prints
 * them), "batch" (what was read), and perhaps "full": then nothing can be committed.
 */
final class FakeUci {

  private static final Pattern SET = Pattern.compile(
      "set firewall\\.([A-Za-z0-9_]+|@[a-z]+\\[\\d+])(?:\\.([a-z_]+))?='([^'\\p{Cntrl}]*)'");
  private static final Pattern DELETE =
      Pattern.compile("delete firewall\\.([A-Za-z0-9_]+|@[a-z]+\\[\\d+])");

  private final Path directory;
  private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
  private boolean changed;

  private FakeUci(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] args) throws IOException {
    FakeUci uci = new FakeUci(Path.of(args[0]));
    uci.load();
    switch (String.join(" ", List.of(args).subList(1, args.length))) {
      case "show firewall" -> uci.shown().forEach(System.out::println);
      case "changes firewall" -> System.out.print(uci.file("pending"));
      case "batch" -> uci.batch(new String(System.in.readAllBytes(), UTF_8));
      default -> throw new IllegalArgumentException(String.join(" ", args));
    }
  }

  private void batch(String text) throws IOException {
    Files.writeString(
        directory.resolve("batch"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("last line has no end");
    }
    text.lines().forEach(this::line);
  }

  private void line(String line) {
    Matcher set = SET.matcher(line);
    Matcher delete = DELETE.matcher(line);
    if (line.equals("commit firewall")) {
      commit();
    } else if (set.matches()) {
      set(set.group(1), set.group(2), set.group(3));
    } else if (delete.matches() && sections.remove(delete.group(1)) != null) {
      renumber();
      changed = true;
    } else {
      System.err.println("uci: Entry not found: " + line);
    }
  }

  private void set(String section, String option, String value) {
    if (option == null) {
      sections.computeIfAbsent(section, name -> new LinkedHashMap<>()).put("", value);
      changed = true;
    } else if (sections.containsKey(section)) {
      sections.get(section).put(option, value);
      changed = true;
    } else {
      System.err.println("uci: Invalid argument");
    }
  }

  private void commit() {
    try {
      if (Files.exists(directory.resolve("full"))) {
        Files.writeString(directory.resolve("pending"), changed ? "firewall.x='y'\n" : "");
        System.err.println("uci: I/O error");
      } else {
        Files.deleteIfExists(directory.resolve("pending"));
        Files.write(directory.resolve("config"), shown());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void load() throws IOException {
    for (String line : file("config").lines().toList()) {
      String[] pair = line.split("=", 2);
      String[] path = pair[0].split("\\.", 3);
      String value = pair[1].replace("'", "");
      sections
          .computeIfAbsent(path[1], name -> new LinkedHashMap<>())
          .put(path.length == 3 ? path[2] : "", value);
    }
  }

  /** Sections without a name have a number that counts those of their type. */
  private void renumber() {
    Map<String, Map<String, String>> old = new LinkedHashMap<>(sections);
    Map<String, Integer> counts = new LinkedHashMap<>();
    sections.clear();
    old.forEach((name, options) -> {
      String type = options.get("");
      String now = name.startsWith("@")
          ? "@" + type + "[" + (counts.merge(type, 1, Integer::sum) - 1) + "]"
          : name;
      sections.put(now, options);
    });
  }

  private List<String> shown() {
    List<String> lines = new ArrayList<>();
    sections.forEach((name, options) -> options.forEach((option, value) -> lines.add(
        option.isEmpty()
            ? "firewall." + name + "=" + value
            : "firewall." + name + "." + option + "='" + value + "'")));
    return lines;
  }

  private String file(String name) throws IOException {
    Path file = directory.resolve(name);
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
