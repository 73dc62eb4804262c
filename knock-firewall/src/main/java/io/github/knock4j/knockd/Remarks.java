// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what there is to be said about one file. Not thread-safe. */
final class Remarks {

  private static final Comparator<KnockdRemark> BY_LINE =
      Comparator.comparingInt(KnockdRemark::line);

  private final String file;
  private final List<KnockdRemark> errors = new ArrayList<>();
  private final List<KnockdRemark> warnings = new ArrayList<>();

  Remarks(String file) {
    this.file = file;
  }

  void error(int line, String text) {
    errors.add(new KnockdRemark(file, line, text));
  }

  void warn(int line, String text) {
    warnings.add(new KnockdRemark(file, line, text));
  }

  /** The warnings in the order of the lines. */
  List<KnockdRemark> warnings() {
    return warnings.stream().sorted(BY_LINE).toList();
  }

  void throwErrors() throws KnockdConfigException {
    if (!errors.isEmpty()) {
      throw exception();
    }
  }

  /** All errors so far. */
  KnockdConfigException exception() {
    return new KnockdConfigException(file, errors.stream().sorted(BY_LINE).toList());
  }
}
