// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.packet.AddressSet;
import io.github.knock4j.packet.PacketView;
import io.github.knock4j.spi.PacketHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interfaces and time are made up; only the threads that would read packets are real. */
class AttendantTest {

  private static final List<Door> DOORS =
      List.of(Door.named("ssh").knock(Knock.tcp(7001)).build());

  private final Map<String, Link> links = new TreeMap<>();
  private final Map<String, FakeTap> taps = new HashMap<>();
  private final Map<String, IOException> refusals = new HashMap<>();
  private final List<String> told = new ArrayList<>();
  private final Semaphore broken = new Semaphore(0);
  private Runnable onTold = () -> {};
  private Set<String> routes = Set.of();
  private long nowNs;
  private int opened;
  private Attendant attendant = attendant("eth0");

  @AfterEach
  void close() {
    attendant.close();
  }

  @Test
  void waitsForAnInterfaceThatIsNotThereAndTellsOnce() throws Exception {
    links.put("lo", up(1));
    start();
    attend();
    assertThat(told).containsExactly("deaf eth0: interface 'eth0' does not exist, there are [lo]");

    links.put("eth0", up(2));
    attend();

    assertThat(taps.get("eth0").isRunning()).isTrue();
    assertThat(told).hasSize(2).last().isEqualTo("recovered eth0");
  }

  @Test
  void waitsForAnInterfaceThatIsDown() throws Exception {
    links.put("eth0", down(2));
    start();
    assertThat(told)
        .containsExactly("deaf eth0: interface 'eth0' is down, see 'ip link set eth0 up'");

    links.put("eth0", up(2));
    attend();

    assertThat(taps.get("eth0").isRunning()).isTrue();
  }

  @Test
  void startsOnlyWhereEveryInterfaceIsUpIfToldSo() {
    links.put("eth0", up(2));
    attendant = attendant("eth0", "wg0");

    assertThatThrownBy(() -> attendant.start(situation(), true, nowNs))
        .isInstanceOf(InterfaceAbsentException.class)
        .hasMessage("interface 'wg0' does not exist, there are [eth0]");
    assertThat(taps.get("eth0").isRunning()).isFalse();
  }

  @Test
  void doesNotStartWhereItCannotCapture() {
    links.put("eth0", up(2));
    refusals.put("eth0", new IOException("no privilege"));

    assertThatThrownBy(this::start).hasMessage("no privilege");
  }

  @Test
  void onlyTellsOfAnInterfaceThatAGlobFoundAndThatCannotBeRead() throws Exception {
    attendant = attendant("*");
    links.put("can0", up(2));
    links.put("eth0", up(3));
    refusals.put("can0", new IOException("its link type is 227"));

    start();

    assertThat(told).containsExactly("deaf can0: its link type is 227");
    assertThat(taps.get("eth0").isRunning()).isTrue();
  }

  @Test
  void opensAnInterfaceAgainThatWasMadeAnewUnderItsName() throws Exception {
    links.put("eth0", up(2));
    start();
    FakeTap old = taps.get("eth0");

    links.put("eth0", up(3));
    attend();

    assertThat(old.isRunning()).isFalse();
    assertThat(taps.get("eth0").isRunning()).isTrue();
    assertThat(told).containsExactly("deaf eth0: interface 'eth0' was made anew", "recovered eth0");
  }

  @Test
  void keepsTheCaptureWhileItsInterfaceIsDown() throws Exception {
    links.put("eth0", up(2));
    start();

    links.put("eth0", down(2));
    attend();
    assertThat(told).singleElement().asString().startsWith("deaf eth0: interface 'eth0' is down");

    links.put("eth0", up(2));
    attend();
    assertThat(told).hasSize(2).last().isEqualTo("recovered eth0");
    assertThat(taps.get("eth0").isRunning()).isTrue();
    assertThat(opened).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsTheCaptureOfAnInterfaceThatIsGone(boolean isAnotherThere) throws Exception {
    links.put("eth0", up(2));
    start();
    FakeTap old = taps.get("eth0");

    links.remove("eth0");
    if (isAnotherThere) {
      links.put("eth0", down(3));
    }
    attend();
    assertThat(old.isRunning()).isFalse();

    links.put("eth0", up(3));
    attend();
    assertThat(taps.get("eth0").isRunning()).isTrue();
    assertThat(told).hasSize(2).last().isEqualTo("recovered eth0");
  }

  @Test
  void opensACaptureAgainThatEndedByItself() throws Exception {
    links.put("eth0", up(2));
    start();
    nowNs += SECONDS.toNanos(1);

    taps.get("eth0").fail(new IOException("the network went down"));
    assertThat(broken.tryAcquire(5, SECONDS)).isTrue();
    attend();

    assertThat(told).containsExactly("deaf eth0: the network went down", "recovered eth0");
    assertThat(taps.get("eth0").isRunning()).isTrue();
  }

  @Test
  void doesNotSpinOnACaptureThatEndsAtOnce() throws Exception {
    links.put("eth0", up(2));
    start();

    taps.get("eth0").fail(new IOException("broken"));
    assertThat(broken.tryAcquire(5, SECONDS)).isTrue();
    attend();
    attend();
    assertThat(opened).isEqualTo(1);

    nowNs += SECONDS.toNanos(1);
    attend();
    assertThat(opened).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5})
  void triesLessAndLessOftenToOpenWhatCannotBeOpened(long startNs) throws Exception {
    attendant = attendant("*");
    links.put("eth0", up(2));
    refusals.put("eth0", new IOException("out of memory"));
    nowNs = startNs;
    start();
    assertThat(opened).isEqualTo(1);

    for (long pauseS : new long[] {1, 2, 4, 8, 16, 30, 30}) {
      int before = opened;
      nowNs += SECONDS.toNanos(pauseS) - 1;
      attend();
      assertThat(opened).as("just before %d s", pauseS).isEqualTo(before);
      nowNs += 1;
      attend();
      assertThat(opened).as("after %d s", pauseS).isEqualTo(before + 1);
    }
    assertThat(told).hasSize(1);
  }

  @Test
  void triesAtOnceWhenTheInterfaceIsAnotherOne() throws Exception {
    attendant = attendant("*");
    links.put("eth0", up(2));
    refusals.put("eth0", new IOException("busy"));
    start();

    links.put("eth0", up(3));
    refusals.clear();
    attend();

    assertThat(taps.get("eth0").isRunning()).isTrue();
  }

  @Test
  void learnsOfAddressesWithoutOpeningAnew() throws Exception {
    links.put("eth0", up(2));
    start();

    IpAddress added = IpAddress.parse("192.0.2.1");
    links.put("eth0", new Link("eth0", 2, true, Set.of(added)));
    attend();

    assertThat(taps.get("eth0").local.contains(added.high(), added.low())).isTrue();
    assertThat(opened).isEqualTo(1);
  }

  @Test
  void takesUpAndDropsWhatAGlobMatches() throws Exception {
    attendant = attendant("wg*");
    start();
    assertThat(told).singleElement().asString().startsWith("deaf wg*: ");

    links.put("wg0", up(2));
    attend();
    assertThat(told).last().isEqualTo("recovered wg*");
    FakeTap wg0 = taps.get("wg0");

    links.put("wg1", up(3));
    links.remove("wg0");
    attend();

    assertThat(wg0.isRunning()).isFalse();
    assertThat(taps.get("wg1").isRunning()).isTrue();
    assertThat(told).hasSize(2);
  }

  @Test
  void followsTheDefaultRoute() throws Exception {
    attendant = attendant(InterfaceChoice.DEFAULT_ROUTE);
    links.put("eth0", up(2));
    links.put("eth1", up(3));
    start();
    assertThat(told).containsExactly("deaf default route: there is no default route");

    routes = Set.of("eth0");
    attend();
    routes = Set.of("eth1");
    attend();

    assertThat(taps.get("eth0").isRunning()).isFalse();
    assertThat(taps.get("eth1").isRunning()).isTrue();
    assertThat(told).last().isEqualTo("recovered default route");
  }

  @Test
  void handsNewDoorsToEveryCaptureOrToNone() throws Exception {
    attendant = attendant("eth0", "eth1");
    links.put("eth0", up(2));
    links.put("eth1", up(3));
    start();

    taps.get("eth1").refusal = new IOException("no room");
    assertThatThrownBy(() -> attendant.watch(List.of())).hasMessage("no room");
    assertThat(taps.get("eth0").doors).isEqualTo(DOORS);

    taps.get("eth1").refusal = null;
    attendant.watch(List.of());
    links.put("eth1", up(4));
    attend();

    assertThat(taps.get("eth0").doors).isEmpty();
    assertThat(taps.get("eth1").doors).isEmpty();
  }

  @Test
  void opensAndTellsNothingOnceClosed() throws Exception {
    start();
    attendant.close();

    links.put("eth0", up(2));
    attend();

    assertThat(taps.get("eth0").isClosed).isTrue();
    assertThat(told).hasSize(1);
  }

  /** Which may be waiting for the lock that the one who tells holds. */
  @Test
  void waitsForNoHandlerWhenClosedByOneThatIsBeingTold() throws Exception {
    links.put("eth0", up(2));
    links.put("eth1", up(3));
    attendant = attendant("eth0", "eth1");
    start();
    taps.get("eth0").isBusy = true;
    onTold = attendant::close;

    links.remove("eth1");
    attend();

    assertThat(told).hasSize(1);
    assertThat(taps.get("eth0").isBusy).as("still busy").isTrue();
    taps.get("eth0").rest.countDown();
  }

  @Test
  void opensACaptureAgainThatDiedOfAnError() throws Exception {
    links.put("eth0", up(2));
    start();
    nowNs += SECONDS.toNanos(1);

    taps.get("eth0").fail(new OutOfMemoryError("made up"));
    assertThat(broken.tryAcquire(5, SECONDS)).isTrue();
    attend();

    assertThat(told).hasSize(2).first().asString().contains("eth0").contains("made up");
    assertThat(taps.get("eth0").isRunning()).isTrue();
  }

  private Attendant attendant(String... words) {
    return new Attendant(
        new InterfaceChoice(List.of(words)), DOORS, this::open, new Teller(), broken::release);
  }

  private Tap open(Link link, Collection<Door> doors) throws IOException {
    opened++;
    if (refusals.containsKey(link.name())) {
      throw refusals.get(link.name());
    }
    FakeTap tap = new FakeTap(doors);
    taps.put(link.name(), tap);
    return tap;
  }

  private void start() throws IOException {
    attendant.start(situation(), false, nowNs);
  }

  private void attend() {
    attendant.attend(situation(), nowNs);
  }

  private Situation situation() {
    Map<String, Link> named = new TreeMap<>();
    links.forEach(
        (name, it) -> named.put(name, new Link(name, it.index(), it.isUp(), it.addresses())));
    return new Situation(named, routes);
  }

  private static Link up(int index) {
    return new Link("", index, true, Set.of());
  }

  private static Link down(int index) {
    return new Link("", index, false, Set.of());
  }

  private final class Teller implements PacketHandler {

    @Override
    public void onPacket(PacketView packet, long nowNs) {}

    @Override
    public void onFailure(String part, Exception cause) {
      told.add("deaf " + part + ": " + cause.getMessage());
      onTold.run();
    }

    @Override
    public void onRecovery(String part) {
      told.add("recovered " + part);
    }
  }

  private static final class FakeTap implements Tap {

    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile Collection<Door> doors;
    private volatile AddressSet local = AddressSet.EVERY;
    private volatile IOException refusal;
    private volatile boolean isClosed;
    private volatile boolean isBusy;
    private final CountDownLatch rest = new CountDownLatch(1);

    FakeTap(Collection<Door> doors) {
      this.doors = doors;
    }

    boolean isRunning() {
      return !end.isDone() && !isClosed;
    }

    void fail(Throwable cause) {
      end.completeExceptionally(cause);
    }

    @Override
    public void run() throws IOException {
      try {
        end.get(60, TimeUnit.SECONDS);
        if (isBusy) {
          rest.await(5, TimeUnit.SECONDS);
          isBusy = false;
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw (IOException) e.getCause();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void stop() {
      end.complete(null);
    }

    @Override
    public void close() {
      isClosed = true;
    }

    @Override
    public void watch(Collection<Door> newDoors) throws IOException {
      if (refusal != null) {
        throw refusal;
      }
      doors = newDoors;
    }

    @Override
    public void local(AddressSet addresses) {
      local = addresses;
    }
  }
}
