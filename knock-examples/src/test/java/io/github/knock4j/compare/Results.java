// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * All that a comparison found, and where.
 *
 * @param conditions machine, versions, load
 * @param measurements in the order in which they are shown
 */
record Results(Conditions conditions, List<Measurement> measurements) {

  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** The measurements of one topic. */
  List<Measurement> on(String topic) {
    return measurements.stream().filter(it -> it.topic().equals(topic)).toList();
  }

  double median(String topic, String program, String at) {
    return figure(topic, program, at).median();
  }

  Measurement figure(String topic, String program, String at) {
    return on(topic).stream()
        .filter(it -> it.program().equals(program) && it.at().equals(at))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("not measured: " + topic + ", " + program + ", " + at));
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, JSON.toJson(this) + "\n");
  }

  static Results read(Path file) throws IOException {
    return JSON.fromJson(Files.readString(file), Results.class);
  }
}
