// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.AttemptView;

/** What the engine would tell of an attempt. */
record Attempt(Door door, String from, int stage) implements AttemptView {

  @Override
  public long visitorHigh() {
    return IpAddress.parse(from).high();
  }

  @Override
  public long visitorLow() {
    return IpAddress.parse(from).low();
  }

  @Override
  public long nowNs() {
    return 0;
  }
}
