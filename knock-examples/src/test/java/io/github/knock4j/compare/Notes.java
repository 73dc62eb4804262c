// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects figures while runs follow one another, programs taking turns. */
final class Notes {

  private record Key(String topic, String program, String at, String unit) {}

  private final Map<Key, List<Double>> runs = new LinkedHashMap<>();

  void note(String topic, String program, String at, String unit, double figure) {
    runs.computeIfAbsent(new Key(topic, program, at, unit), key -> new ArrayList<>())
        .add(figure);
  }

  /** All so far, in the order in which each was first noted. */
  List<Measurement> measurements() {
    return runs.entrySet().stream()
        .map(it -> new Measurement(
            it.getKey().topic(),
            it.getKey().program(),
            it.getKey().at(),
            it.getKey().unit(),
            it.getValue()))
        .toList();
  }
}
