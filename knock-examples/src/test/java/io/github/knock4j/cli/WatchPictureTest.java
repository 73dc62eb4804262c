// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.Explanation;
import io.github.knock4j.engine.Explanation.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchPictureTest {

  private final Scenes scenes = new Scenes();

  private String picture() {
    return String.join("\n", WatchPicture.of(scenes.scene(), 110, 30));
  }

  @Test
  void showsVisitorsStagesGrantsAndCounters() {
    scenes.open("2001:db8:1234:5678:9abc:def0:1234:5678");
    scenes.after(ofSeconds(19));
    scenes.advance("203.0.113.7", 2);
    scenes.reset("203.0.113.7", 2);
    scenes.after(ofMinutes(2));
    scenes.advance("203.0.113.9", 1);

    assertThat(picture()).isEqualTo("""
        watching eth0, 1 door, for 1:12
        packets 1,234,567, noise 1,200,000, lost 11 | attempts 42: opened 3, wrong 7, slow 5, dropped 9

        OPEN TO                                DOOR TIME LEFT
        2001:db8:1234:5678:9abc:def0:1234:5678 ssh  7:41

        VISITOR                                DOOR AGO       WHAT HAPPENED
        203.0.113.7                            ssh  2 min     wrong knock at stage 2 of 3
        2001:db8:1234:5678:9abc:def0:1234:5678 ssh  2 min     opened
        203.0.113.9                            ssh  now       in progress at stage 1 of 3""");
  }

  @Test
  void cutsALongAddressRatherThanWhatHappened() {
    scenes.advance("2001:db8:1234:5678:9abc:def0:1234:5678", 1);

    assertThat(WatchPicture.of(scenes.scene(), 60, 30))
        .last()
        .isEqualTo("2001:db8:1234:5~ ssh  now       in progress at stage 1 of 3");
  }

  @Test
  void saysWhatKeepsItFromHearing() {
    scenes.deaf = List.of("wg0");
    scenes.trouble = "/etc/knockd.conf: cannot be read: no such file";

    assertThat(picture())
        .contains("NOTHING IS HEARD ON wg0\n")
        .contains("configuration: /etc/knockd.conf: cannot be read: no such file\n");
  }

  @Test
  void saysWhyADoorDoesNotOpenToTheVisitorWhoIsFollowed() {
    scenes.followed = List.of(new Followed(
        IpAddress.parse("203.0.113.7"), "ssh", new Explanation(Outcome.FLAGS_NOT_HEARD, 1, 3)));

    assertThat(picture()).contains("203.0.113.7 at ssh: flags not heard at stage 1 of 3\n");
  }

  @Test
  void showsNoPort() {
    scenes.open("203.0.113.7");
    scenes.advance("203.0.113.9", 2);

    assertThat(picture()).doesNotContain("4701");
  }

  /** An interface may be called anything: a terminal would clear its page for this one. */
  @Test
  void showsNothingThatATerminalObeys() {
    scenes.where = "et\u001b[2Jh0";
    scenes.deaf = List.of("a\nb\u202e\u009b1m");
    scenes.trouble = "c\rd";

    assertThat(picture())
        .contains("watching et?[2Jh0,", "ON a?b??1m\n", "configuration: c?d\n")
        .doesNotContain("\u001b", "\r", "\u202e", "\u009b");
  }

  @ParameterizedTest
  @CsvSource({"110,30", "80,24", "40,10", "40,1", "1,3", "200,7"})
  void fitsTheTerminalHoweverManyThereAre(int width, int height) {
    for (int i = 0; i < 300; i++) {
      scenes.advance("2001:db8:1234:5678:9abc:def0:1234:" + Integer.toHexString(i + 1), 1);
      scenes.open("203.0.113." + (i % 250 + 1));
    }

    List<String> lines = WatchPicture.of(scenes.scene(), width, height);

    assertThat(lines).hasSizeLessThanOrEqualTo(height);
    assertThat(lines).allMatch(line -> line.length() <= Math.max(width, 40));
  }

  @Test
  void countsWhatItHasNoRoomFor() {
    for (int i = 0; i < 100; i++) {
      scenes.open("203.0.113." + (i + 1));
    }

    List<String> lines = WatchPicture.of(scenes.scene(), 110, 30);

    assertThat(lines).hasSize(30).contains("... and 92 more");
    assertThat(lines.get(29)).startsWith("... and ").endsWith(" more");
    long rows = lines.stream().filter(line -> line.endsWith(" opened")).count();
    assertThat(lines.get(29)).isEqualTo("... and " + (100 - rows) + " more");
  }
}
