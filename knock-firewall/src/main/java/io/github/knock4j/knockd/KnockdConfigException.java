// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A configuration cannot be used: says everything that is wrong with it. The message has one line for
 * each error, and shows no port of any sequence. Immutable.
 */
public final class KnockdConfigException extends IOException {

  private static final long serialVersionUID = 1;

  /** What the configuration is called. */
  private final String file;

  /** The line of each error. */
  private final int[] lines;

  /** The text of each error. */
  private final String[] texts;

  KnockdConfigException(String file, List<KnockdRemark> errors) {
    super(errors.stream().map(KnockdRemark::toString).collect(Collectors.joining("\n")));
    this.file = file;
    lines = errors.stream().mapToInt(KnockdRemark::line).toArray();
    texts = errors.stream().map(KnockdRemark::text).toArray(String[]::new);
  }

  /**
   * All that is wrong.
   *
   * @return 1 error or more, in the order of the lines; unmodifiable
   */
  public List<KnockdRemark> errors() {
    return IntStream.range(0, lines.length)
        .mapToObj(i -> new KnockdRemark(file, lines[i], texts[i]))
        .toList();
  }
}
