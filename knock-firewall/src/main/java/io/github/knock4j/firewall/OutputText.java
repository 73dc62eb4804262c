// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps what a command prints as a whole, or knows that it is too much to be kept. */
final class OutputText implements OutputSink {

  /** Bytes that are kept: some 200,000 rules. */
  static final int LONGEST = 16 << 20;

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private boolean isComplete = true;

  @Override
  public void add(byte[] bytes, int count) {
    isComplete &= text.size() + count <= LONGEST;
    if (isComplete) {
      text.write(bytes, 0, count);
    }
  }

  @Override
  public void end() {}

  /** False if there was more than is kept. */
  boolean isComplete() {
    return isComplete;
  }

  @Override
  public String toString() {
    return text.toString(StandardCharsets.UTF_8);
  }
}
