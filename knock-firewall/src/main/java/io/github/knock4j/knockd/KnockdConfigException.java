// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration cannot be used: says everything that is wrong with it. The message has one line for
 * each error, and shows no port of any sequence.
 */
public final class KnockdConfigException extends IOException {

  private static final long serialVersionUID = 1;

  /** In the order of the lines. */
  private final KnockdRemark[] errors;

  KnockdConfigException(List<KnockdRemark> errors) {
    super(errors.stream().map(KnockdRemark::toString).collect(Collectors.joining("\n")));
    this.errors = errors.toArray(KnockdRemark[]::new);
  }

  /**
   * All that is wrong.
   *
   * @return 1 error or more, in the order of the lines; unmodifiable
   */
  public List<KnockdRemark> errors() {
    return List.of(errors);
  }
}
