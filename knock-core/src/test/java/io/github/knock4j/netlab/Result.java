// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.netlab;

import java.util.List;

/**
 * How a program ended.
 *
 * @param argv program and arguments
 * @param status its exit status
 * @param output what it wrote to standard output and error
 */
public record Result(List<String> argv, int status, String output) {

  /**
   * The output of a program that had to succeed.
   *
   * @return standard output and error
   * @throws AssertionError if the exit status is not 0
   */
  public String orFail() {
    if (status != 0) {
      throw new AssertionError("exit status " + status + " of " + argv + ":\n" + output);
    }
    return output;
  }
}
