// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gives each door a name of its own, where knockd lets two sections share one. */
final class DoorNames {

  /** As long as the name of a door may be. */
  private static final int LONGEST = 64;

  private final Set<String> taken = new HashSet<>();
  private final Set<String> given = new HashSet<>();

  DoorNames(List<Section> doors) {
    doors.forEach(section -> taken.add(section.name()));
  }

  /** The section's own name, or, if another section has had it, one with a number behind it. */
  String give(Section section, Remarks remarks) {
    String name = section.name();
    if (given.add(name)) {
      return name;
    }
    String other = name;
    for (int number = 2; !taken.add(other); number++) {
      String ending = " (" + number + ")";
      other = name.substring(0, Math.min(name.length(), LONGEST - ending.length())) + ending;
    }
    remarks.warn(
        section.line(),
        "another section is named " + Shown.text(name) + " too: both work, this one is called "
            + Shown.text(other));
    return other;
  }
}
