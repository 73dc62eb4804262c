// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.AttemptView;

/** An attempt as an engine tells of it. */
record Attempt(Door door, IpAddress visitor, int stage, long nowNs) implements AttemptView {

  static Attempt of(Door door, String visitor, int stage, long nowNs) {
    return new Attempt(door, IpAddress.parse(visitor), stage, nowNs);
  }

  @Override
  public long visitorHigh() {
    return visitor.high();
  }

  @Override
  public long visitorLow() {
    return visitor.low();
  }
}
