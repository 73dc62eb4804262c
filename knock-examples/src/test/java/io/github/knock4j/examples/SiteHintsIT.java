// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the site shows for the system around a server is understood by that system. */
class SiteHintsIT {

  private NetLab lab;
  private Host host;

  @BeforeEach
  void openLab() {
    NetLab.require("iptables", "systemd-analyze");
    lab = NetLab.open();
    host = lab.host("router");
  }

  @AfterEach
  void closeLab() {
    lab.close();
  }

  @Test
  void letsPassWhatAForwardLeadsInside() {
    host.run("iptables", "-A", "FORWARD", "-m", "conntrack", "--ctstate", "DNAT", "-j", "ACCEPT");

    assertThat(host.run("iptables", "-S", "FORWARD")).contains("--ctstate DNAT -j ACCEPT");
  }

  @Test
  void showsAUnitThatSystemdUnderstands(@TempDir Path directory) throws IOException {
    String unit = SitePages.text(Path.of("src/test/resources/site/server.service"));
    Path installed = directory.resolve("server.service");
    Files.writeString(
        installed, unit.replace("/usr/bin/java", System.getProperty("java.home") + "/bin/java"));

    Result verified = host.tryRun("systemd-analyze", "verify", installed.toString());

    assertThat(verified.output()).isEmpty();
    assertThat(verified.status()).isZero();
  }
}
