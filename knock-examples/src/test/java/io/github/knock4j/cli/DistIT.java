// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the installation puts in place, and that it works there. */
class DistIT {

  private static final Path DIST = Path.of("src", "main", "dist").toAbsolutePath();

  @TempDir
  private Path prefix;

  private NetLab lab;
  private Host host;

  @BeforeEach
  void openLab() {
    NetLab.require("iptables", "systemd-analyze");
    lab = NetLab.open();
    host = lab.host("host");
  }

  @AfterEach
  void closeLab() {
    lab.close();
  }

  @Test
  void installsCommandsThatRun() {
    install("PREFIX=" + prefix, "SYSCONFDIR=" + prefix + "/etc");

    assertThat(host.run(prefix + "/bin/knock4j", "--version")).startsWith("knock4j ");
    assertThat(host.run(prefix + "/bin/knock4j-knock", "-v", "127.0.0.1", "7000:udp"))
        .isEqualTo("hitting udp 127.0.0.1:7000\n");
    assertThat(host.run(prefix + "/bin/knock4j-pktables", "list")).isEmpty();
  }

  @Test
  void installsAUnitThatSystemdUnderstands() {
    install("PREFIX=" + prefix, "SYSCONFDIR=" + prefix + "/etc");
    String unit = prefix + "/lib/systemd/system/knock4j-knockd.service";

    Result verified = host.tryRun("systemd-analyze", "verify", unit);

    assertThat(verified.output()).isEmpty();
    assertThat(verified.status()).isZero();
  }

  @Test
  void installsForAPackageAndRemovesAllButTheOptions() throws IOException {
    String[] environment = {"DESTDIR=" + prefix, "PREFIX=/usr"};
    install(environment);

    assertThat(files())
        .containsExactly(
            "etc/default/knock4j",
            "usr/bin/knock4j",
            "usr/bin/knock4j-knock",
            "usr/bin/knock4j-knockd",
            "usr/bin/knock4j-pktables",
            "usr/bin/knock4j-watch",
            "usr/lib/systemd/system/knock4j-knockd.service",
            "usr/libexec/knock4j/services",
            "usr/share/knock4j/knock.jar",
            "usr/share/knock4j/knock4j.jfc");
    for (String file : files()) {
      if (!file.endsWith(".jar")) {
        assertThat(Files.readString(prefix.resolve(file)))
            .doesNotContain("@PREFIX@", "@SYSCONFDIR@", prefix.toString());
      }
    }

    Path options = prefix.resolve("etc/default/knock4j");
    Files.writeString(options, "KNOCK4J_OPTS=mine");
    install(environment);
    assertThat(options).hasContent("KNOCK4J_OPTS=mine");

    run(environment, "--uninstall");
    assertThat(files()).containsExactly("etc/default/knock4j");
  }

  @Test
  void installsTheSettingsForFlightRecordingsThatAreInTheJar() throws IOException {
    try (InputStream inJar = getClass().getResourceAsStream("/META-INF/jfr/knock4j.jfc")) {
      assertThat(DIST.resolve("knock4j.jfc")).hasBinaryContent(inJar.readAllBytes());
    }
  }

  @Test
  void shutsTheServicesBeforeTheDaemonAndOpensThemAfter() throws IOException {
    install("PREFIX=" + prefix, "SYSCONFDIR=" + prefix + "/etc");
    Files.writeString(prefix.resolve("etc/default/knock4j"), """
        KNOCK4J_SERVICES="
        # a remark
        ssh --port 22 --syn

        ipsec --port 500 --udp --log --log-prefix *
        "
        """);
    String services = prefix + "/libexec/knock4j/services";

    host.run(services, "start");
    host.run(prefix + "/bin/knock4j-pktables", "add", "203.0.113.7", "--service", "ssh");
    host.run(services, "on");

    assertThat(rules())
        .containsExactly(
            "-A INPUT -p tcp -m tcp --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN -j pk-ssh",
            "-A INPUT -p udp -m udp --dport 500 -j pk-ipsec",
            "-A pk-ipsec -j LOG --log-prefix \"* \"",
            "-A pk-ipsec -j DROP",
            "-A pk-ssh -s 203.0.113.7/32 -j ACCEPT",
            "-A pk-ssh -j DROP");

    host.run(services, "stop");
    host.run(services, "off");

    assertThat(rules()).isEmpty();
  }

  @Test
  void shutsAllServicesThatItCanAndSaysWhichItCannot() throws IOException {
    install("PREFIX=" + prefix, "SYSCONFDIR=" + prefix + "/etc");
    Files.writeString(
        prefix.resolve("etc/default/knock4j"), "KNOCK4J_SERVICES='bad --port 0\nssh --port 22'\n");

    Result started = host.tryRun(prefix + "/libexec/knock4j/services", "start");

    assertThat(started.status()).isEqualTo(1);
    assertThat(started.output()).startsWith("port must be 1..65535: '0'");
    assertThat(rules()).contains("-A pk-ssh -j DROP");
    assertThat(host.tryRun(prefix + "/libexec/knock4j/services", "restart").status())
        .isEqualTo(2);
  }

  @Test
  void runsTheDaemonUnderProcd() throws IOException {
    install("PREFIX=" + prefix, "SYSCONFDIR=" + prefix + "/etc", "INIT=procd");
    Files.writeString(
        prefix.resolve("etc/default/knock4j"),
        "KNOCK4J_OPTS='-i br-lan -i eth0.2'\nKNOCK4J_JAVA_OPTS=-Xmx64m\n");
    // In place of OpenWrt's rc.common, which knows these words.
    String script = Stream.of("open_instance", "set_param", "close_instance", "send_signal")
        .map(word -> "procd_" + word + "() { echo " + word + " \"$@\"; }\n")
        .collect(joining());

    String said = host.run(
        "sh",
        "-euc",
        script + ". " + prefix + "/etc/init.d/knock4j; start_service; reload_service");

    assertThat(said.lines())
        .contains(
            "set_param command " + prefix + "/bin/knock4j knockd -i br-lan -i eth0.2",
            "set_param env KNOCK4J_JAVA_OPTS=-Xmx64m",
            "set_param respawn",
            "send_signal knock4j * HUP");
  }

  private void install(String... environment) {
    run(environment, Jar.FILE.toString());
  }

  private void run(String[] environment, String argument) {
    List<String> argv = Stream.of(
            Stream.of("env", "INIT=systemd"),
            Stream.of(environment),
            Stream.of("sh", DIST + "/install.sh", argument))
        .flatMap(words -> words)
        .toList();
    host.run(argv.toArray(String[]::new));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(prefix)) {
      return all.filter(path -> !Files.isDirectory(path))
          .map(path -> prefix.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  private List<String> rules() {
    return host.run("iptables-save", "-t", "filter")
        .lines()
        .filter(line -> line.startsWith("-A"))
        .toList();
  }
}
