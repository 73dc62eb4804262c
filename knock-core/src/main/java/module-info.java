// SPDX-License-Identifier: Apache-2.0

/** Doors, the engine that hears knocks, and the keeper that runs it. */
@org.jspecify.annotations.NullMarked
module io.github.knock4j.core {
  requires static jdk.jfr;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.github.knock4j;
  exports io.github.knock4j.client;
  exports io.github.knock4j.engine;
  exports io.github.knock4j.packet;
  exports io.github.knock4j.rehearsal;
  exports io.github.knock4j.runtime;
  exports io.github.knock4j.socket;
  exports io.github.knock4j.spi;
}
