// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import jdk.jfr.Configuration;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings in the jar, as an application passes them to the recorder. */
class FlightSettingsTest {

  private static final String OURS = "io.github.knock4j.";

  @Test
  void recordWhatBecomesOfDoorsAndNothingElse(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("doors.jfr");
    try (Recording recording = new Recording(settings())) {
      recording.start();
      FlightEventsTest.tellAll();
      recording.stop();
      recording.dump(file);
    }

    assertThat(RecordingFile.readAllEvents(file))
        .extracting(event -> event.getEventType().getName())
        .containsExactlyInAnyOrder(
            OURS + "DoorOpened",
            OURS + "DoorClosed",
            OURS + "DoorFailed",
            OURS + "DoorRefused",
            OURS + "PacketsDropped");
  }

  @Test
  void nameEveryEventThatThereIs() throws Exception {
    FlightEventsTest.tellAll(); // which registers them

    assertThat(FlightRecorder.getFlightRecorder().getEventTypes())
        .extracting(EventType::getName)
        .filteredOn(name -> name.startsWith(OURS))
        .isNotEmpty()
        .allMatch(name -> "true".equals(settings().getSettings().get(name + "#enabled")));
  }

  private static Configuration settings() {
    try (InputStream file =
            FlightSettingsTest.class.getResourceAsStream("/META-INF/jfr/knock4j.jfc");
        Reader text = new InputStreamReader(
            Objects.requireNonNull(file, "settings"), StandardCharsets.UTF_8)) {
      return Configuration.create(text);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
