// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Grant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to doors, for the flight recorder of this JVM; it costs next to nothing while nobody
 * records. A runtime image may lack the recorder, which is the module jdk.jfr: then nothing is told.
 */
class FlightEvents {

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

  /** Those of the recorder if there is one. */
  static FlightEvents find() {
    try {
      return new RecordedFlightEvents();
    } catch (LinkageError e) { // not there, or a module that this one does not read
      LOG.debug("no flight recorder", e);
      return new FlightEvents();
    }
  }

  void opened(Grant grant) {}

  void closed(Grant grant) {}

  void failed(Step step, Throwable failure) {}

  /** A door did not open to the right knocks, because there were too many grants. */
  void refused(Grant grant) {}

  void packetsLost(long count) {}
}
