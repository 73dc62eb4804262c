// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandActionTest {

  private static final Door SSH =
      Door.named("ssh").knock(tcp(7001)).openFor(ofSeconds(10)).build();
  private static final Grant IPV4 = Grant.of(SSH, IpAddress.parse("203.0.113.7"), 0);
  private static final Grant IPV6 = Grant.of(SSH, IpAddress.parse("2001:db8::7"), 0);

  private final CommandRunner runner = mock(CommandRunner.class);

  @Test
  void runsTheCommandOfEachEvent() throws Exception {
    CommandAction action = opening(Command.of("open", "%IP%"))
        .renewing("renew", "%DOOR%")
        .closing(Command.shell("close %IP%"));

    action.open(IPV4);
    action.renew(IPV4);
    action.close(IPV4);

    verifyRun("open", IPV4, "open", "203.0.113.7");
    verifyRun("renew", IPV4, "renew", "ssh");
    verifyRun("close", IPV4, "/bin/sh", "-c", "close 203.0.113.7");
    verify(runner).killOrphans(Map.of("KNOCK_DOOR", "ssh", "KNOCK_VISITOR", "203.0.113.7"));
  }

  @Test
  void runsNoneOfItsCommandsWhenItMakesReady() throws Exception {
    CommandAction action = opening(Command.of("open")).closing("close");

    action.prepare();

    verify(runner).rehearse();
    verifyNoMoreInteractions(runner);
  }

  @Test
  void runsNothingForAnEventWithoutACommand() throws Exception {
    CommandAction action = opening(Command.nothing());

    action.open(IPV4);
    action.renew(IPV4);
    action.close(IPV4);

    verifyNoInteractions(runner);
  }

  @Test
  void treatsIpv6VisitorsLikeOthersUnlessTold() throws Exception {
    CommandAction action = opening(Command.of("open"))
        .renewing("renew")
        .closing("close")
        .closingIpv6(Command.of("close6", "%IP%"))
        .renewingIpv6(Command.nothing());

    action.open(IPV6);
    action.renew(IPV6);
    action.close(IPV6);
    action.close(IPV4);

    verifyRun("open", IPV6, "open");
    verifyRun("close", IPV6, "close6", "2001:db8::7");
    verifyRun("close", IPV4, "close");
    verify(runner, times(2)).killOrphans(any());
    verifyNoMoreInteractions(runner);
  }

  @Test
  void givesEachCommandItsTimeLimit() throws Exception {
    opening(Command.of("open")).timeLimit(ofMillis(100)).open(IPV4);

    verifyRun("open", IPV4, ofMillis(100), "open");
  }

  @Test
  void passesAFailureOn() {
    CommandAction action = CommandAction.opening("sh", "-c", "exit 4");

    assertThatThrownBy(() -> action.open(IPV4))
        .isInstanceOf(CommandFailedException.class)
        .hasMessage("command must exit with 0, not 4: 'sh -c exit 4'");
  }

  @Test
  void tellsACommandWhatHappened() throws Exception {
    Door door = Door.named("it's \"$HOME\"").knock(tcp(7001)).build();
    Grant grant = Grant.of(door, IPV6.visitor(), 0);
    String expected = "it's \"$HOME\" 2001:db8::7 open /";

    CommandAction action = CommandAction.opening(
        "sh",
        "-c",
        "test \"$KNOCK_DOOR $KNOCK_VISITOR $KNOCK_EVENT $PWD\" = \"$1\"",
        "sh",
        expected);

    assertThatCode(() -> action.open(grant)).doesNotThrowAnyException();
  }

  @Test
  void refusesATimeLimitOutOfRange() {
    CommandAction action = opening(Command.of("open"));

    for (Duration limit :
        List.of(ofMillis(99), Duration.ZERO, ofSeconds(-1), ofDays(1).plusNanos(1))) {
      assertThatThrownBy(() -> action.timeLimit(limit))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("time limit of a command must be 100 ms..1 day: " + limit);
    }
    assertThatCode(() -> action.timeLimit(ofDays(1))).doesNotThrowAnyException();
  }

  @Test
  void isAValueAndNeverChanges() {
    CommandAction action = opening(Command.of("open"));

    assertThat(action.closing("close")).isNotEqualTo(action);
    assertThat(action.openingIpv6(Command.nothing())).isNotEqualTo(action);
    assertThat(action.timeLimit(ofSeconds(1))).isNotEqualTo(action);
    assertThat(action)
        .isEqualTo(CommandAction.opening("open"))
        .hasSameHashCodeAs(CommandAction.opening("open"))
        .hasToString("CommandAction{OPEN=open}");
  }

  private CommandAction opening(Command command) {
    return CommandAction.opening(command, runner);
  }

  private void verifyRun(String event, Grant grant, String... argv) throws Exception {
    verifyRun(event, grant, ofSeconds(30), argv);
  }

  private void verifyRun(String event, Grant grant, Duration limit, String... argv)
      throws Exception {
    Map<String, String> environment = Map.of(
        "KNOCK_DOOR", "ssh", "KNOCK_VISITOR", grant.visitor().toString(), "KNOCK_EVENT", event);
    verify(runner).run(eq(new Invocation(List.of(argv), environment, limit)), any());
  }
}
