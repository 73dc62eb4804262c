// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.runtime.DoorkeeperStatus;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DoorkeeperMetricsTest {

  private static final Door SSH = door("ssh");
  private static final Door VPN = door("vpn");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private static Door door(String name) {
    return Door.named(name).knock(tcp(47_011)).openFor(ofMinutes(10)).build();
  }

  private static Grant grant(Door door, String visitor) {
    return Grant.of(door, IpAddress.parse(visitor), 0);
  }

  private void bind(DoorkeeperStatus status) {
    new DoorkeeperMetrics(() -> status, List.of(SSH, VPN)).bindTo(registry);
  }

  @Test
  void bindEverythingThatAKeeperCounts() throws Exception {
    DoorkeeperStatus status = Statuses.running(List.of());
    bind(status);

    assertThat(values()).containsAll(numbersOf(status)).containsAll(numbersOf(status.engine()));
  }

  @Test
  void tellWhetherTheKeeperRunsAndWhatIsDeaf() {
    bind(Statuses.running(List.of(), "eth0", "wg0"));

    assertThat(registry.get("knock4j.running").gauge().value()).isOne();
    assertThat(registry.get("knock4j.sources.deaf").gauge().value()).isEqualTo(2);
  }

  @Test
  void countTheGrantsOfEachDoor() {
    bind(Statuses.running(
        List.of(grant(SSH, "203.0.113.7"), grant(SSH, "2001:db8::1"), grant(VPN, "203.0.113.7"))));

    assertThat(registry.get("knock4j.grants").gauge().value()).isEqualTo(3);
    assertThat(registry.get("knock4j.door.grants").tag("door", "ssh").gauge().value())
        .isEqualTo(2);
    assertThat(registry.get("knock4j.door.grants").tag("door", "vpn").gauge().value())
        .isEqualTo(1);
  }

  @Test
  void haveNoTagThatAStrangerChooses() {
    bind(Statuses.running(List.of(grant(SSH, "203.0.113.7"))));

    assertThat(registry.getMeters())
        .flatExtracting(meter -> meter.getId().getTags())
        .extracting(Tag::getKey)
        .containsOnly("outcome", "door");
    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().toString())
        .noneMatch(id -> id.contains("203.0.113.7") || id.contains("47011"));
  }

  @Test
  void goOnAfterTheBinderIsForgotten() {
    bind(Statuses.running(List.of()));

    System.gc();

    assertThat(registry.get("knock4j.packets").functionCounter().count()).isEqualTo(101);
    assertThat(registry.get("knock4j.running").gauge().value()).isOne();
  }

  private List<Double> values() {
    List<Double> values = new ArrayList<>();
    for (Meter meter : registry.getMeters()) {
      meter.measure().forEach(measurement -> values.add(measurement.getValue()));
    }
    return values;
  }

  private static List<Double> numbersOf(Record counters) {
    return Stream.of(counters.getClass().getRecordComponents())
        .filter(component -> component.getType() == long.class)
        .map(component -> {
          try {
            return ((Long) component.getAccessor().invoke(counters)).doubleValue();
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        })
        .toList();
  }
}
