// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.TcpFlags.Flag;
import io.github.knock4j.client.KnockClient;
import io.github.knock4j.engine.AttemptView;
import io.github.knock4j.engine.KnockListener;
import io.github.knock4j.firewall.Nftables;
import io.github.knock4j.knockd.KnockdConfig;
import io.github.knock4j.packet.Frames;
import io.github.knock4j.rehearsal.Rehearsal;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.socket.SocketSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The snippets that only the site shows do what the text beside them says. */
class SiteSnippetsTest {

  /** As a reader does who copies it from the README and has nothing else but the classes. */
  @Test
  @Timeout(60)
  void runsTheProgramOfTheReadmeAsItStandsThere(@TempDir Path directory) throws Exception {
    String program = SitePages.blocks("java")
        .map(SitePages.Block::text)
        .filter(text -> text.contains("class Hello"))
        .findFirst()
        .orElseThrow();
    Path file = Files.writeString(directory.resolve("Hello.java"), program);
    Path said = directory.resolve("said");

    Process java = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            file.toString())
        .redirectErrorStream(true)
        .redirectOutput(said.toFile())
        .start();

    assertThat(java.waitFor()).as(Files.readString(said)).isZero();
    assertThat(Files.readAllLines(said)).contains("open to 127.0.0.1", "packets heard: 3");
  }

  @Test
  void passesOverPortsThatVisitorsUseAnyway() {
    Rehearsal web = Rehearsal.of(SiteDoors.web());
    assertThat(web.knock(tcp(7001))
            .knock(tcp(443))
            .knock(tcp(8002))
            .knock(tcp(9003))
            .opened())
        .isTrue();

    Rehearsal strict = Rehearsal.of(SiteDoors.web());
    assertThat(strict
            .knock(tcp(7001))
            .knock(tcp(444))
            .knock(tcp(8002))
            .knock(tcp(9003))
            .opened())
        .isFalse();
  }

  @Test
  void hearsVisitorsOfItsNetworksOnly() {
    for (String allowed : List.of("198.51.100.9", "2001:db8::9")) {
      Rehearsal office = Rehearsal.of(SiteDoors.office()).from(allowed);
      assertThat(office.knock(udp(7001)).knock(udp(9003)).opened()).as(allowed).isTrue();
    }
    Rehearsal office = Rehearsal.of(SiteDoors.office()).from("203.0.113.7");
    assertThat(office.knock(udp(7001)).knock(udp(9003)).opened()).isFalse();
  }

  @Test
  void hearsWhatIsSentToAHostBehindIt() {
    Rehearsal inside = Rehearsal.of(SiteDoors.inside()).to("192.168.1.10");
    assertThat(inside.knock(tcp(7001)).knock(tcp(9003)).opened()).isTrue();

    Rehearsal other = Rehearsal.of(SiteDoors.inside()).to("192.168.1.11");
    assertThat(other.knock(tcp(7001)).knock(tcp(9003)).opened()).isFalse();
  }

  @Test
  void startsOneBackupAMinute() {
    Rehearsal backup = Rehearsal.of(SiteDoors.backup()).knock(udp(7001)).knock(tcp(9003));
    backup.after(ofSeconds(59)).knock(udp(7001)).knock(tcp(9003));
    assertThat(backup.openings()).hasSize(1);

    backup.after(ofSeconds(60)).knock(udp(7001)).knock(tcp(9003));
    assertThat(backup.openings()).hasSize(2);
  }

  @Test
  void opensToASweepWithKnockdsScope() {
    assertThat(Rehearsal.of(SiteDoors.old()).sweepsToOpen()).hasValue(1);
    Rehearsal unheard = Rehearsal.of(SiteDoors.old()).withFlags(Flag.ACK);
    assertThat(unheard.knock(tcp(7000)).knock(tcp(8000)).knock(tcp(9000)).opened())
        .isFalse();
  }

  @Test
  void hearsKnocksInFramesOfOnesOwn() {
    List<Grant> openings = new ArrayList<>();
    List<Integer> late = new ArrayList<>();
    SiteEngine engine = new SiteEngine(List.of(SiteDoors.ssh()), new KnockListener() {
      @Override
      public void onOpened(Grant grant) {
        openings.add(grant);
      }

      @Override
      public void onTimedOut(AttemptView attempt) {
        late.add(attempt.stage());
      }
    });
    byte[] first =
        Frames.ethernet().ip("203.0.113.7", "192.0.2.1").tcp(40_000, 7001).bytes();
    byte[] second =
        Frames.ethernet().ip("203.0.113.7", "192.0.2.1").udp(40_001, 8002).bytes();
    byte[] third =
        Frames.ethernet().ip("203.0.113.7", "192.0.2.1").tcp(40_002, 9003).bytes();

    engine.onFrame(first, first.length, 1);
    engine.onFrame(second, second.length - 1, 2); // cut short: no packet
    engine.onFrame(second, second.length, 2);
    engine.onFrame(third, third.length, 3);
    assertThat(openings).hasSize(1);

    engine.onFrame(first, first.length, 4);
    int timedOut = 0;
    for (int i = 0; i < 1 << 16; i += 4096) {
      timedOut += engine.onIdle(ofSeconds(6).toNanos());
    }
    assertThat(timedOut).isOne();
    assertThat(late).containsExactly(1);
  }

  @Test
  void namesItsSources() {
    assertThat(SiteSources.live()).hasToString("PcapSource[eth0, wg*]");
    assertThat(SiteSources.wherever().toString()).contains("default route");
    assertThat(SiteSources.sockets().toString()).doesNotContain("7500", "8500");
  }

  @Test
  void makesTheActionsThatThePageTellsOf() {
    assertThat(SiteActions.nftables())
        .isEqualTo(Nftables.allowing(udp(500), udp(4500)).named("ipsec").rejecting());
    assertThat(SiteActions.rule().toString()).contains("INPUT", "%IP%", "ACCEPT");
    assertThat(SiteActions.baseline().toString()).contains("22", "51820");
    assertThat(SiteActions.forward().toString()).contains("192.168.1.10", "22");
    assertThat(SiteActions.uci())
        .map(Object::toString)
        .allMatch(text -> text.contains("knock_%IP%"))
        .hasSize(2);
    assertThat(SiteActions.command().toString()).contains("backup.service");
    assertThat(SiteActions.shell().toString()).contains("%IP%");
  }

  @Test
  void admitsWhileTheDoorIsOpen() {
    Admission admission = new Admission();
    IpAddress visitor = IpAddress.parse("203.0.113.7");
    Grant grant = Grant.of(SiteDoors.ssh(), visitor, 0);

    admission.open(grant);
    assertThat(admission.admits(visitor.toInetAddress())).isTrue();
    assertThat(admission.admits(IpAddress.parse("203.0.113.8").toInetAddress())).isFalse();

    admission.close(grant);
    admission.close(grant); // a keeper may close again after a restart
    assertThat(admission.admits(visitor.toInetAddress())).isFalse();

    admission.resume(grant);
    assertThat(admission.admits(visitor.toInetAddress())).isTrue();
  }

  @Test
  void alarmsWhenAnActionFailsAndTellsItsHealth(@TempDir Path directory) throws Exception {
    List<String> alarms = Collections.synchronizedList(new ArrayList<>());
    Doorkeeper keeper = SiteKeeper.guard(
        SocketSource.onLoopback(),
        BackupDoor.door(),
        grant -> {
          throw new IllegalStateException("no disk");
        },
        directory.resolve("leases"),
        alarms::add);

    try (keeper) {
      assertThat(SiteKeeper.health(keeper)).isEqualTo("UP");
      KnockClient.to("127.0.0.1").send(BackupDoor.door());

      await(() -> !alarms.isEmpty());
      assertThat(alarms).singleElement().asString().contains("open failed", "no disk");
      assertThat(SiteKeeper.noise(keeper)).isEmpty();
    }
    assertThat(SiteKeeper.health(keeper)).startsWith("DOWN");
  }

  @Test
  void replacesDoorsWhileItRuns() throws Exception {
    try (Doorkeeper keeper = Doorkeeper.watching(SocketSource.onLoopback())
        .guard(BackupDoor.door(), g -> {})
        .start()) {
      List<Grant> openings = Collections.synchronizedList(new ArrayList<>());
      SiteKeeper.replace(keeper, BackupDoor.door(), openings::add);
      KnockClient.to("127.0.0.1").send(BackupDoor.door());

      await(() -> !openings.isEmpty());
      assertThat(openings).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void showsConfigurationsThatCanBeRead(Path file) {
    assertThatCode(() -> KnockdConfig.read(file)).doesNotThrowAnyException();
  }

  static Stream<Path> configurations() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/site"))) {
      List<Path> found =
          files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
      assertThat(found).hasSizeGreaterThan(2);
      return found.stream();
    }
  }

  private static void await(BooleanSupplier condition) {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!condition.getAsBoolean() && System.nanoTime() - endNs < 0) {
      Thread.onSpinWait();
    }
  }
}
