// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.cli.KnockdHost.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Result;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The finished jar's view of real knocks, and what it leaves of a terminal. */
class WatchIT {

  /** What a terminal shows after the view is gone: wrapping, cursor and the page of before. */
  private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";

  @TempDir
  private Path folder;

  private KnockdHost host;

  @BeforeEach
  void openLab() {
    NetLab.require("knock", "hping3", "script", "stty", "timeout");
    host = new KnockdHost(folder);
  }

  @AfterEach
  void closeLab() {
    host.close();
  }

  private Running watch(String options) {
    Running watch =
        host.server.start(Jar.command("watch -i eth0 -c " + host.file("knockd.conf") + options));
    watch.awaitLine("watching eth0, 1 door", PATIENCE);
    return watch;
  }

  @Test
  void showsBesideTheDaemonWhyItOpensAndWhyNotAndOpensNothingItself() throws IOException {
    host.configure(KnockdHost.SSH);
    host.start();
    Running watch = watch("");

    host.knock("7001", "9003");
    watch.awaitLine("10.9.0.2 at ssh: wrong knock at stage 1 of 3", PATIENCE);
    host.knock("7001", "8002:udp", "9003");
    watch.awaitLine("10.9.0.2 at ssh: opened", PATIENCE);
    watch.awaitLine("10.9.0.2 at ssh: open for ", PATIENCE);

    host.awaitDone("open 10.9.0.2");
    assertThat(watch.output()).doesNotContain("7001", "8002", "9003", "\u001b");
  }

  @Test
  void explainsWhatTheDaemonDoesNotEvenHear() throws IOException {
    host.configure(KnockdHost.SSH);
    Running watch = watch(" --visitor 10.9.0.2");
    watch.awaitLine("10.9.0.2 at ssh: no packet was seen", PATIENCE);

    host.client.run("hping3", "-q", "-c", "1", "-F", "-p", "7001", "10.9.0.1");

    watch.awaitLine("10.9.0.2 at ssh: flags not heard at stage 0 of 3", PATIENCE);
  }

  @Test
  void goesOnToTheNextOneTimeSequenceWithTheDaemon() throws IOException {
    Files.writeString(host.file("sequences"), " 7001,8002:udp\n 7003:udp,8004\n");
    host.configure("[ssh]\none_time_sequences = " + host.file("sequences")
        + "\nstart_command = echo open >> DONE\n");
    host.start();
    Running watch = watch("");
    host.knock("7001", "8002:udp");
    watch.awaitLine("10.9.0.2 at ssh: opened", PATIENCE);
    host.awaitDone("open");

    // Read again every two seconds; until then, the old sequence is watched for.
    Running knocks = host.client.start(
        "timeout", "20", "sh", "-c", "while :; do knock 10.9.0.1 7003:udp; sleep 0.3; done");
    watch.awaitLine("10.9.0.2 at ssh: in progress at stage 1 of 2", PATIENCE);
    knocks.close();
  }

  @Test
  void showsOnePictureIfAskedForOne() {
    Result once = host.server.start(Jar.command("watch --demo --once --for 4")).awaitEnd(PATIENCE);

    assertThat(once.status()).isZero();
    assertThat(once.output())
        .startsWith("watching made-up visitors, 2 doors, for 0:0")
        .contains("OPEN TO", "203.0.113.7 ", "wrong knock at stage 1 of 3")
        .doesNotContain("\u001b");
  }

  @Test
  void leavesTheTerminalAsItWasWhenSomebodyPressesQ() {
    Running terminal = inTerminal("stty -a; " + demo() + "; echo status $?; stty -a");
    terminal.awaitLine("watching made-up visitors", PATIENCE);

    terminal.send("q");

    String output = terminal.awaitEnd(PATIENCE).orFail();
    assertThat(output).contains("\u001b[?1049h", "VISITOR", LEAVE, "status 0");
    List<String> settings =
        output.lines().filter(line -> line.contains("icanon")).toList();
    assertThat(settings).hasSize(2);
    assertThat(settings.get(1)).isEqualTo(settings.get(0));
  }

  @Test
  void leavesTheTerminalAsItWasWhenSomebodyPressesControlC() {
    Running terminal = inTerminal("trap : INT; " + demo() + "; echo status $?; stty -a");
    terminal.awaitLine("watching made-up visitors", PATIENCE);

    terminal.send("\u0003");

    String output = terminal.awaitEnd(PATIENCE).orFail();
    assertThat(output).contains(LEAVE, "status 130", " icanon").doesNotContain("-icanon");
  }

  private Running inTerminal(String commands) {
    // What a parent ignores, as shells do for what they start in the background, is not heard.
    return host.server.start(
        "env", "--default-signal=INT", "TERM=xterm", "script", "-qec", commands, "/dev/null");
  }

  private static String demo() {
    return String.join(" ", Jar.command("watch --demo"));
  }
}
