// SPDX-License-Identifier: Apache-2.0
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Names of places that nobody but the builder knows: directories, private hosts. */
final class Traces {

  private static final Pattern HOST = Pattern.compile("://([^/\\s\"<>:)]+)");

  /** Not on the public Internet: no dot, an address, or a domain that is kept for private use. */
  private static final Pattern PRIVATE = Pattern.compile(
      "[^.]+|[0-9.]+|\\[.*|.*\\.(local|localhost|internal|intranet|lan|home|corp|private|test)",
      Pattern.CASE_INSENSITIVE);

  /** What Maven writes itself, as against what a person wrote who gives an example. */
  private static final Pattern MADE = Pattern.compile("META-INF/.*(MANIFEST\\.MF|pom\\.(xml|properties))");

  private Traces() {}

  static List<String> of(Staged staged) throws Exception {
    return Checklist.each(staged.files(), (file, faults) -> {
      if (!file.toString().endsWith(".jar")) {
        faults.addAll(in(staged.shown(file), Files.readAllBytes(file), true));
        return;
      }
      try (ZipFile jar = new ZipFile(file.toFile())) {
        for (ZipEntry entry : jar.stream().toList()) {
          boolean made = MADE.matcher(entry.getName()).matches();
          byte[] bytes = jar.getInputStream(entry).readAllBytes();
          faults.addAll(in(staged.shown(file) + "!" + entry.getName(), bytes, made));
        }
      }
    });
  }

  private static List<String> in(String name, byte[] bytes, boolean made) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> faults = new ArrayList<>();
    Path here = Path.of("").toAbsolutePath();
    for (String place : List.of(here.toString(), System.getProperty("user.home") + "/.m2", "file:///")) {
      if (text.contains(place)) {
        faults.add(name + ": " + place);
      }
    }
    if (made) {
      hosts(text).stream()
          .filter(host -> PRIVATE.matcher(host).matches())
          .forEach(host -> faults.add(name + ": host " + host));
      if (text.contains("Built-By")) {
        faults.add(name + ": Built-By");
      }
    }
    return faults;
  }

  static Set<String> hosts(String text) {
    Set<String> hosts = new TreeSet<>();
    Matcher matcher = HOST.matcher(text);
    while (matcher.find()) {
      hosts.add(matcher.group(1));
    }
    return hosts;
  }
}
