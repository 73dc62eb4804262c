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

  private static final int MOST_TRIES = 3;

  @TempDir
  private Path folder;

  /** What a machine needs that has nothing else to do; one that has may take a second try. */
  @Test
  void opensAndClosesADoorWithinTenSeconds() throws Exception {
    Ended demo = run(List.of(Jar.JAVA, "-jar", Jar.FILE.toString(), "demo"));
    for (int i = 1; i < MOST_TRIES && demo.tookMs() > 10_000; i++) {
      demo = run(List.of(Jar.JAVA, "-jar", Jar.FILE.toString(), "demo"));
    }

    assertThat(demo.tookMs()).isLessThan(10_000);
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

  private record Ended(int status, String output, long tookMs) {}

  private Ended run(List<String> argv) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    long startedNs = System.nanoTime();
    Process process = new ProcessBuilder(argv)
        .directory(new java.io.File("/"))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
      long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNs);
      String told = Files.readString(output, StandardCharsets.UTF_8);
      return new Ended(process.exitValue(), told, tookMs);
    } finally {
      process.destroyForcibly();
    }
  }
}
