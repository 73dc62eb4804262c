// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Saves the rules of the firewall for the next start of the machine, with every door shut.
 *
 * <pre>{@code
 * SavedRules.of(Iptables.system()).save();    // what netfilter-persistent restores
 * SavedRules.ofNftables().save();             // what nftables.conf may include
 * }</pre>
 *
 * <p>All rules of iptables are saved, also those of others, save what lets visitors in for a time:
 * the rules that {@link Iptables#inserting} and {@link Iptables#appending} have added and those of a
 * {@link PortForward}, which bear a comment that begins with {@code knock4j} and a space; and the
 * addresses of every {@link ServiceChain}, also if pktables has added them. The rule that accepts a
 * chain's sets goes too, since iptables-restore(8) would refuse the whole file where a set is not
 * there; {@link ServiceChain#setUp} makes it anew when the service starts. Of nftables, only the
 * table {@code inet knock4j} is saved, without the elements of its sets.
 *
 * <p>A rule that a command of the user's own has added is one that stays, as nothing tells it apart.
 * Immutable and thread-safe. Files are replaced as a whole, and only their owner and group may read
 * them.
 */
public final class SavedRules {

  private static final Path FOR_IPTABLES = Path.of("/etc/iptables");
  private static final Path FOR_NFTABLES = Path.of("/etc/nftables.d");

  /** An nft rule among those of iptables, which this cannot save. */
  private static final String INCOMPATIBLE = "incompatible";

  private final @Nullable Iptables iptables;
  private final Tools tools;
  private final Path directory;

  private SavedRules(@Nullable Iptables iptables, Tools tools, Path directory) {
    this.iptables = iptables;
    this.tools = tools;
    this.directory = directory;
  }

  /**
   * The rules of iptables and ip6tables, in {@code /etc/iptables/rules.v4} and {@code rules.v6}.
   *
   * @param iptables the programs
   * @return what is saved by {@link #save}
   */
  public static SavedRules of(Iptables iptables) {
    return new SavedRules(iptables, iptables.xtables().ipv4().tools(), FOR_IPTABLES);
  }

  /**
   * The table {@code inet knock4j} of nftables, in {@code /etc/nftables.d/knock4j.nft}: a script for
   * nft(8) that replaces the table, and shuts all doors when it does.
   *
   * @return what is saved by {@link #save}
   */
  public static SavedRules ofNftables() {
    return ofNftables(Tools.here());
  }

  static SavedRules ofNftables(Tools tools) {
    return new SavedRules(null, tools, FOR_NFTABLES);
  }

  /**
   * Takes another directory.
   *
   * @param directory is made if it is not there, but not those above it
   * @return the same in that directory
   */
  public SavedRules in(Path directory) {
    return new SavedRules(iptables, tools, Objects.requireNonNull(directory, "directory"));
  }

  /**
   * Saves the rules as they are now. All of them are read before the first file is written.
   *
   * @return the files
   * @throws IOException if a program fails or a file cannot be written, if a table of iptables has
   *     rules that iptables cannot read, or if there is no table {@code inet knock4j}
   * @throws InterruptedException if this thread is interrupted
   */
  public List<Path> save() throws IOException, InterruptedException {
    Map<Path, String> texts = iptables == null ? ofTable() : ofIptables(iptables);
    for (Map.Entry<Path, String> text : texts.entrySet()) {
      WholeFile.write(text.getKey(), text.getValue());
    }
    return List.copyOf(texts.keySet());
  }

  private Map<Path, String> ofTable() throws IOException, InterruptedException {
    String table = "table inet knock4j";
    String listing =
        tools.read(List.of("nft", "--stateless", "--terse", "list", "table", "inet", "knock4j"));
    String script = "#!/usr/sbin/nft -f\n" + table + "\ndelete " + table + "\n" + listing;
    return Map.of(directory.resolve("knock4j.nft"), script);
  }

  /** Under the lock, so that two families are of the same moment. */
  private Map<Path, String> ofIptables(Iptables programs) throws IOException, InterruptedException {
    return programs.lock().holding(() -> {
      Map<Path, String> texts = new LinkedHashMap<>();
      for (Xtables tables : programs.xtables().all()) {
        String file = tables.isIpv4() ? "rules.v4" : "rules.v6";
        texts.put(directory.resolve(file), withoutGrants(tables.save()));
      }
      return texts;
    });
  }

  static String withoutGrants(String saved) throws IOException {
    if (saved.lines().anyMatch(line -> line.startsWith("#") && line.contains(INCOMPATIBLE))) {
      throw new IOException("tables of iptables must have rules that iptables can read: "
          + Printable.cut(Printable.of(saved), 200));
    }
    return saved
        .lines()
        .filter(line -> !Grants.has(line))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Override
  public String toString() {
    return "SavedRules[" + directory + "]";
  }
}
