// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Door;
import io.github.knock4j.runtime.Guard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration file of knockd, read into doors and what they do. Immutable.
 *
 * <pre>{@code
 * KnockdConfig config = KnockdConfig.read(Path.of("/etc/knockd.conf"));
 * KnockdLog log = KnockdLog.to(System.out::println);
 * Doorkeeper keeper = Doorkeeper.watching(source)
 *     .guards(config.guards(log))
 *     .onAttempt(log)
 *     .actionLimit(ofDays(1))
 *     .start();
 * }</pre>
 *
 * <p>Every key of knockd 0.8 is known, and means what it means there; keys may be written in capital
 * or small letters. A door hears what knockd hears ({@link io.github.knock4j.Scope#KNOCK_PORTS}, all
 * TCP flags unless told otherwise), and knocking at it may take 25 s. If it has a stop command, its
 * lease is the {@code cmd_timeout}, 10 s if unset; else it has none. Two keys in a door are our own:
 * {@code strict = yes} for {@link io.github.knock4j.Scope#EVERY_PORT}, and {@code cooldown = SECONDS}.
 *
 * <p>A door with {@code one_time_sequences} opens once with each line of that file. The line is marked
 * as used, on disk, before the door opens.
 *
 * <p>A file has at most 1 MiB, 65,536 lines and 1,000 doors.
 */
public final class KnockdConfig {

  private static final int MOST_DOORS = 1_000;

  private final KnockdOptions options;
  private final List<KnockdDoor> doors;
  private final List<KnockdRemark> warnings;

  private KnockdConfig(KnockdOptions options, List<KnockdDoor> doors, List<KnockdRemark> warnings) {
    this.options = options;
    this.doors = List.copyOf(doors);
    this.warnings = warnings;
  }

  /**
   * Reads a file.
   *
   * @param file the file, UTF-8
   * @return what it says
   * @throws KnockdConfigException if it cannot be read, or something is wrong with it: says all that
   *     is
   */
  public static KnockdConfig read(Path file) throws KnockdConfigException {
    Remarks remarks = new Remarks(file.toString());
    return parse(ConfigText.read(file, remarks), remarks);
  }

  /**
   * Reads a text.
   *
   * @param text what a file would hold
   * @param name what errors and warnings call it
   * @return what it says
   * @throws KnockdConfigException if something is wrong with it: says all that is
   */
  public static KnockdConfig parse(String text, String name) throws KnockdConfigException {
    return parse(text, new Remarks(name));
  }

  private static KnockdConfig parse(String text, Remarks remarks) throws KnockdConfigException {
    List<Section> sections = Section.of(ConfigText.lines(text, remarks), remarks);
    OptionsReader options = new OptionsReader(remarks);
    sections.stream().filter(Section::isOptions).forEach(options::read);
    List<KnockdDoor> doors =
        doors(sections.stream().filter(section -> !section.isOptions()).toList(), remarks);
    remarks.throwErrors();
    Advice.onDoors(doors.stream().filter(KnockdDoor::opens).toList(), remarks);
    return new KnockdConfig(options.options(), doors, remarks.warnings());
  }

  private static List<KnockdDoor> doors(List<Section> sections, Remarks remarks) {
    List<KnockdDoor> doors = new ArrayList<>();
    if (sections.size() > MOST_DOORS) {
      remarks.error(
          sections.get(MOST_DOORS).line(),
          "file must have at most " + MOST_DOORS + " doors: " + sections.size());
      return doors;
    }
    DoorNames names = new DoorNames(sections);
    for (Section section : sections) {
      KnockdDoor door = new DoorReader(section, remarks).read(names.give(section, remarks));
      if (door != null) {
        doors.add(door);
      }
    }
    return doors;
  }

  /**
   * What concerns the daemon as a whole.
   *
   * @return the section {@code [options]}, or its defaults
   */
  public KnockdOptions options() {
    return options;
  }

  /**
   * The doors that can open, in the order of the file. All have different names: of sections that
   * share one, the second is called {@code name (2)}.
   *
   * @return 0..1,000 doors, unmodifiable
   */
  public List<Door> doors() {
    return doors.stream().filter(KnockdDoor::opens).map(KnockdDoor::door).toList();
  }

  /**
   * What may surprise in a configuration that can be used.
   *
   * @return warnings in the order of the lines, unmodifiable
   */
  public List<KnockdRemark> warnings() {
    return warnings;
  }

  /**
   * The doors and what they do: run the commands of the file through {@code /bin/sh -c}, each for at
   * most one day, {@code %IP%} replaced by the visitor's address. A doorkeeper should allow that much
   * to an action. Guards of one log are equal if what the file says of them is.
   *
   * <p>A stop command that fails is run again, at first after a second, seven times in all; then the
   * door counts as closed, because what it would have deleted may be gone for good.
   *
   * <p>A door whose one-time sequences are all used is among them: it opens to nobody, but an earlier
   * process may have left it open.
   *
   * @param log is told of the commands
   * @return a guard for each of the {@link #doors}, and one for each door that is only to be closed
   */
  public List<Guard> guards(KnockdLog log) {
    return doors.stream().map(door -> door.guard(log)).toList();
  }
}
