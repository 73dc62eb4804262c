// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FlightEventsTest {

  private static final Door SSH =
      Door.named("ssh").knock(tcp(47_011)).openFor(ofMinutes(10)).build();
  private static final Guard GUARD = Guard.of(SSH, grant -> {});
  private static final Grant GRANT = Grant.of(SSH, IpAddress.parse("203.0.113.7"), 0);

  /** Works where there is no recorder. */
  static final class BareMain {
    public static void main(String[] args) {
      tellAll();
      System.out.println("jfr " + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
    }
  }

  static void tellAll() {
    Chronicle chronicle = new Chronicle(new EventTeller(null, new KeeperThreads()));
    chronicle.succeeded(new Step(GUARD, Phase.OPEN, GRANT));
    chronicle.succeeded(new Step(GUARD, Phase.CLOSE, GRANT));
    chronicle.failed(new Step(GUARD, Phase.CLOSE, GRANT), new IOException("no"));
    chronicle.refused(GRANT);
    chronicle.packetsLost(3);
  }

  @Test
  void tellTheRecorderWhatBecomesOfDoorsButNoPort(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("flight.jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      tellAll();
      recording.stop();
      recording.dump(file);
    }

    List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("io.github.knock4j."))
        .toList();

    assertThat(events)
        .extracting(
            event -> event.getEventType().getName().substring("io.github.knock4j.".length()))
        .containsExactlyInAnyOrder(
            "DoorOpened", "DoorClosed", "DoorFailed", "DoorRefused", "PacketsDropped");
    RecordedEvent opened = only(events, "DoorOpened");
    assertThat(opened.getString("door")).isEqualTo("ssh");
    assertThat(opened.getString("visitor")).isEqualTo("203.0.113.7");
    assertThat(opened.getDuration("lease")).isEqualTo(ofMinutes(10));
    RecordedEvent failed = only(events, "DoorFailed");
    assertThat(failed.getString("phase")).isEqualTo("close");
    assertThat(failed.getString("cause")).isEqualTo("java.io.IOException: no");
    assertThat(only(events, "PacketsDropped").getLong("count")).isEqualTo(3);
    assertThat(events).noneMatch(event -> event.toString().contains("47011"));
  }

  @Test
  @Timeout(60)
  void areDoneWithoutWhereThereIsNoRecorder() throws Exception {
    Process bare = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--limit-modules",
            "java.base,java.logging,java.naming,java.xml",
            "-cp",
            System.getProperty("java.class.path"),
            BareMain.class.getName())
        .redirectErrorStream(true)
        .start();
    String output = new String(bare.getInputStream().readAllBytes());

    assertThat(bare.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(output).contains("jfr false").doesNotContain("NoClassDefFoundError");
    assertThat(bare.exitValue()).isZero();
  }

  private static RecordedEvent only(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().endsWith("." + name))
        .findFirst()
        .orElseThrow();
  }
}
