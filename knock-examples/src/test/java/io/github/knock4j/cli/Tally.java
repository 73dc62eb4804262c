// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.util.ArrayList;
import java.util.List;

/** What two daemons opened before the same crowds, in figures. */
final class Tally {

  private int ours;
  private int theirs;
  private int missed;
  private int excused;
  private final Share plainly = new Share();
  private final Share again = new Share();

  /** Right knocks, and how many of them opened. */
  private static final class Share {

    private int right;
    private int ours;
    private int theirs;

    void add(List<String> knocks, List<String> ours, List<String> theirs) {
      right += knocks.size();
      this.ours += knocks.size() - without(knocks, ours).size();
      this.theirs += knocks.size() - without(knocks, theirs).size();
    }

    @Override
    public String toString() {
      return right + " (ours opened " + percent(ours, right) + ", knockd " + percent(theirs, right)
          + ")";
    }
  }

  void add(DrawnTrace trace, List<String> ours, List<String> theirs) {
    this.ours += ours.size();
    this.theirs += theirs.size();
    missed += without(ours, theirs).size();
    excused += without(theirs, ours).size();
    plainly.add(trace.rightKnocks(), ours, theirs);
    again.add(trace.rightKnocksSentAgain(), ours, theirs);
  }

  /** How many openings of knockd were looked for among ours. */
  int compared() {
    return theirs;
  }

  @Override
  public String toString() {
    return ours + " openings of ours, " + theirs + " of knockd, which missed " + missed
        + " of ours and opened " + excused + " more to packets sent again; right knocks " + plainly
        + ", with packets sent again " + again;
  }

  /** What is in the first list more often than in the second one. */
  static List<String> without(List<String> all, List<String> some) {
    List<String> left = new ArrayList<>(all);
    some.forEach(left::remove);
    return left;
  }

  private static String percent(int part, int all) {
    return all == 0 ? "-" : Math.round(1000.0 * part / all) / 10.0 + " %";
  }
}
