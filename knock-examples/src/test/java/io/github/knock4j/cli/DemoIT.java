// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.NetLab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

  @TempDir
  private Path folder;

  @Test
  void opensAndClosesADoorWithinTenSeconds() throws Exception {
    Ended demo = run(List.of(Jar.JAVA, "-jar", Jar.FILE.toString(), "demo"));

    assertThat(demo.output()).contains("turned away", "opens the door", "welcome 127.0.0.1");
    assertThat(demo.output()).contains("closes the door").doesNotContain("WRONG");
    assertThat(demo.status()).isZero();
  }

  @Test
  void needsNeitherRootNorLibpcap() throws Exception {
    NetLab.requirePrograms("setpriv");
    NetLab.require();
    // Nobody may not be able to look into the folder that this project is in.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path jar = Files.copy(Jar.FILE, folder.resolve("knock.jar"));

    List<String> argv = new ArrayList<>(
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"));
    argv.addAll(List.of("--bounding-set=-all", "--inh-caps=-all", Jar.JAVA));
    argv.addAll(List.of("-Dorg.pcap4j.core.pcapLibName=/nowhere/libpcap.so"));
    argv.addAll(List.of("-jar", jar.toString(), "demo"));
    Ended demo = run(argv);

    assertThat(demo.output()).contains("welcome 127.0.0.1").doesNotContain("WRONG");
    assertThat(demo.status()).isZero();
  }

  private record Ended(int status, String output) {}

  private Ended run(List<String> argv) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process = new ProcessBuilder(argv)
        .directory(new java.io.File("/"))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
    try {
      assertThat(process.waitFor(10, TimeUnit.SECONDS))
          .as("ends within ten seconds")
          .isTrue();
      return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }
}
