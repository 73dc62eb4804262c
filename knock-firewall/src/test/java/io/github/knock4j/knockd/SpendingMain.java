// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tries to use the sequences 1 to {@link #COUNT} of a file, each on several threads at once, and
 * tells how often it did so. Argument: the file.
 */
final class SpendingMain {

  static final int COUNT = 2_000;

  private static final int THREADS = 4;

  private SpendingMain() {}

  public static void main(String[] args) throws Exception {
    OneTimeFile file = OneTimeFile.at(Path.of(args[0]));
    System.out.println("ready");
    System.in.read();
    long used = IntStream.rangeClosed(1, COUNT)
        .mapToLong(port -> IntStream.range(0, THREADS)
            .parallel()
            .filter(i -> isUsed(file, Knock.tcp(port)))
            .count())
        .sum();
    System.out.println("used " + used);
  }

  private static boolean isUsed(OneTimeFile file, Knock knock) {
    try {
      file.spend(Door.named("ssh").knocks(List.of(knock)).build());
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
