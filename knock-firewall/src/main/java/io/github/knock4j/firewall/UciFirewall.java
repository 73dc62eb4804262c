// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The firewall's configuration on OpenWrt, read and changed by {@code uci}. Immutable.
 *
 * <p>{@code uci batch} exits with 0 whatever happened to its lines, and so does a commit that failed
 * for want of space. So what it should have done is looked at afterwards.
 *
 * @param tools what executes uci
 * @param uci the program, or one that stands in for it
 * @param service the firewall's script of init
 */
record UciFirewall(Tools tools, String uci, String service) {

  static UciFirewall here() {
    return new UciFirewall(Tools.here(), "uci", "/etc/init.d/firewall");
  }

  /** A section: its type and its options. */
  record Section(String type, Map<String, String> options) {

    /** Whether it has these options; it may have more. */
    boolean has(Map<String, String> some) {
      return options.entrySet().containsAll(some.entrySet());
    }
  }

  /** The sections by their names, in order; those without a name have one like @rule[3]. */
  Map<String, Section> sections() throws IOException, InterruptedException {
    Map<String, Section> sections = new LinkedHashMap<>();
    for (String line : tools.read(List.of(uci, "show", "firewall")).lines().toList()) {
      String[] pair = line.split("=", 2);
      String[] path = pair[0].split("\\.", 3);
      if (pair.length == 2 && path.length == 2) {
        sections.put(path[1], new Section(pair[1], new LinkedHashMap<>()));
      } else if (pair.length == 2 && path.length == 3 && sections.containsKey(path[1])) {
        sections.get(path[1]).options().put(path[2], unquoted(pair[1]));
      }
    }
    return sections;
  }

  /** Old versions print no quotes. */
  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("'") && value.endsWith("'");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /** Makes a section, or changes the one of that name. */
  void write(String name, Section section) throws IOException, InterruptedException {
    StringBuilder lines = new StringBuilder(set("firewall." + name, section.type()));
    section
        .options()
        .forEach((option, value) -> lines.append(set("firewall." + name + "." + option, value)));
    commit(lines);
    Section written = sections().get(name);
    if (written == null || !written.equals(section)) {
      throw new IOException("uci must write section '" + name + "' of the firewall, did not");
    }
  }

  /** Deletes sections, the last first: that does not change the numbers of the others. */
  void delete(List<String> names) throws IOException, InterruptedException {
    StringBuilder lines = new StringBuilder();
    for (int i = names.size() - 1; i >= 0; i--) {
      lines.append("delete firewall.").append(names.get(i)).append('\n');
    }
    commit(lines);
  }

  private void commit(StringBuilder lines) throws IOException, InterruptedException {
    tools.run(List.of(uci, "batch"), lines.append("commit firewall\n").toString());
    String changes = tools.read(List.of(uci, "changes", "firewall"));
    if (!changes.isBlank()) {
      throw new IOException("uci must commit the changes of the firewall, did not");
    }
  }

  /** What uci batch reads: within single quotes, nothing but a single quote means anything. */
  private static String set(String path, String value) {
    return "set " + path + "=" + quoted(value) + "\n";
  }

  static String quoted(String value) {
    if (value.chars().anyMatch(c -> c == '\'' || Character.isISOControl(c))) {
      throw new IllegalArgumentException(
          "uci value must have neither quotes nor control characters: '"
              + Printable.cut(Printable.of(value), 64) + "'");
    }
    return "'" + value + "'";
  }

  void restart() throws IOException, InterruptedException {
    tools.run(List.of(service, "restart"));
  }
}
