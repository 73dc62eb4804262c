// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static io.github.knock4j.knockd.Reading.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.knock4j.Door;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Configurations with random faults: each gives doors that can be guarded, or errors with a line. */
class MutatedConfigTest {

  private static final int CONFIGURATIONS = 10_000;
  private static final long SEED = 20261121;

  /** Ports that occur nowhere else, so that a message that shows one can be told. */
  private static final String SOUND = """
      # doors
      [options]
        UseSyslog
        LogFile = /var/log/knockd.log
        Interface = eth0
      [ssh]
        Sequence = 47011,47012:udp,47013:tcp
        Seq_Timeout = 15
        TCPFlags = syn,!ack
        Target = 192.0.2.1
        Start_Command = iptables -A INPUT -s %IP% -j ACCEPT
        Start_Command_6 = ip6tables -A INPUT -s %IP% -j ACCEPT
        Cmd_Timeout = 10
        Stop_Command = iptables -D INPUT -s %IP% -j ACCEPT
        Stop_Command_6 =
      [backup]
        sequence = 47021,47022
        timeout = 5
        strict = yes
        cooldown = 60
        command = /usr/local/bin/backup; echo "done %IP%"
      """;

  private static final List<String> PIECES = List.of(
      "=",
      "[",
      "]",
      "\n",
      "\r",
      "\t",
      ",",
      ":",
      "!",
      "#",
      " ",
      "\0",
      "\u2013",
      "\ufffd",
      "\ud800",
      "0",
      "-1",
      "99999",
      "99999999999999999999",
      "[options]",
      "[ssh]\n",
      "tcp",
      "udp",
      "syn",
      "%IP%",
      "%DOOR%",
      "sequence",
      "cooldown = 5\n",
      "strict = yes\n",
      "stop_command = x\n",
      "one_time_sequences = /nonexistent\n",
      "'; touch /tmp/owned; '",
      "$(id)",
      "`id`",
      "e\u0301");

  private static final KnockdLog LOG = KnockdLog.to(line -> {});

  private final Random random = new Random(SEED);

  @Test
  void givesAClearErrorOrValidDoors() {
    int accepted = 0;
    for (int i = 0; i < CONFIGURATIONS; i++) {
      String text = mutated();
      try {
        check(config(text), text);
        accepted++;
      } catch (KnockdConfigException e) {
        check(e, text);
      } catch (RuntimeException | Error e) {
        fail("seed " + SEED + ", configuration " + i + ":\n" + text, e);
      }
    }

    // Else the faults would be all of one kind, and the other half of this test would be idle.
    assertThat(accepted).isBetween(CONFIGURATIONS / 20, CONFIGURATIONS * 19 / 20);
  }

  private static void check(KnockdConfig config, String text) {
    assertThat(config.guards(LOG)).hasSameSizeAs(config.doors());
    assertThat(config.doors()).extracting(Door::name).doesNotHaveDuplicates();
    assertThat(config.doors()).allSatisfy(door -> assertThat(door.knocks()).isNotEmpty());
    config.warnings().forEach(warning -> check(warning, text));
  }

  private static void check(KnockdConfigException refused, String text) {
    assertThat(refused.errors()).isNotEmpty();
    refused.errors().forEach(error -> check(error, text));
    assertThat(refused.getMessage().lines()).hasSameSizeAs(refused.errors());
  }

  private static void check(KnockdRemark remark, String text) {
    assertThat(remark.toString()).matches("knockd\\.conf(:[0-9]+)?: .+").hasSizeLessThan(400);
    assertThat(remark.line()).isBetween(0, text.split("\n", -1).length);
  }

  private String mutated() {
    StringBuilder text = new StringBuilder(SOUND);
    int faults = 1 + random.nextInt(4);
    for (int i = 0; i < faults; i++) {
      int from = random.nextInt(Math.min(text.length(), SOUND.length()));
      int to = Math.min(text.length(), from + random.nextInt(12));
      String piece = PIECES.get(random.nextInt(PIECES.size()));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(from, piece);
        case 2 -> text.replace(from, to, piece);
        case 3 -> text.insert(from, SOUND, from / 2, from);
        default -> text.setCharAt(from, (char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
      }
    }
    return text.toString();
  }
}
