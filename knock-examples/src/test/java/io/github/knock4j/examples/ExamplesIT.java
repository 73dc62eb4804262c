// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the page, as they stand there, on a host of their own where every port is free. */
class ExamplesIT {

  private static final Duration PATIENCE = ofSeconds(20);
  private static final String JAR = "knock-examples/target/knock.jar";

  @TempDir
  private Path folder;

  private NetLab lab;
  private Host host;

  @BeforeEach
  void openLab() {
    NetLab.require("curl", "knock");
    lab = NetLab.open();
    host = lab.host("host");
  }

  @AfterEach
  void closeLab() {
    lab.close();
  }

  /** Starts what the page says, in the folder of this test. */
  private Running start(String example) throws IOException {
    String command = Files.readAllLines(Path.of("README.md")).stream()
        .filter(line -> line.startsWith("| ") && line.contains("[" + example + "]"))
        .map(line -> line.substring(line.indexOf("| `") + 3, line.lastIndexOf('`')))
        .findFirst()
        .orElseThrow();
    Path jar = Path.of("..", JAR).toAbsolutePath().normalize();
    assertThat(command).contains(JAR);
    String path = System.getenv("PATH");
    return host.start(
        "env",
        "PATH=" + folder + ":" + Path.of(System.getProperty("java.home"), "bin") + ":" + path,
        "sh",
        "-c",
        "cd " + folder + " && exec " + command.replace(JAR, jar.toString()));
  }

  private void knock(String... ports) {
    List<String> argv = new ArrayList<>(List.of("knock", "-d", "100", "127.0.0.1"));
    argv.addAll(List.of(ports));
    host.run(argv.toArray(String[]::new));
  }

  @Test
  void openTheAdminPortOfAWebServer() throws Exception {
    start("AdminServer").awaitLine("serving 127.0.0.1:8080", PATIENCE);
    assertThat(get(8080)).isEqualTo("hello\n200");
    assertThat(get(8081)).isEqualTo("not found\n404");

    knock("21801", "21803:udp", "21802");

    long endNs = System.nanoTime() + PATIENCE.toNanos();
    while (!get(8081).equals("welcome\n200") && System.nanoTime() - endNs < 0) {
      Thread.onSpinWait();
    }
    assertThat(get(8081)).isEqualTo("welcome\n200");
  }

  @Test
  void makeABackup() throws Exception {
    Files.writeString(Files.createDirectory(folder.resolve("docs")).resolve("page"), "hello");
    Running backup = start("BackupDoor");
    backup.awaitLine("ready", PATIENCE);

    knock("21100:udp", "21303", "21202:udp");

    backup.awaitLine("backup made, asked for by 127.0.0.1: docs.zip", PATIENCE);
    assertThat(folder.resolve("docs.zip")).isNotEmptyFile();
  }

  @Test
  void restartAService() throws Exception {
    Path systemctl =
        Files.writeString(folder.resolve("systemctl"), "#!/bin/sh\necho \"$*\" >&2\nexit 5\n");
    Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwx------"));
    Running door = start("RestartDoor");
    door.awaitLine("ready", PATIENCE);

    knock("21901", "21902:udp", "21903");

    door.awaitLine("not restarted for 127.0.0.1: exit status 5, restart nginx", PATIENCE);
  }

  private String get(int port) {
    return host.run("curl", "-s", "-w", "%{http_code}", "http://127.0.0.1:" + port + "/")
        .strip();
  }
}
