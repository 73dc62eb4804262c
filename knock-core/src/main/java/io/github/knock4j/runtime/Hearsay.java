// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What sources say of themselves, and which of them hear nothing at the moment. Thread-safe. */
final class Hearsay {

  private final Chronicle chronicle;
  private final Set<Deaf> deaf = ConcurrentHashMap.newKeySet();

  /** Two sources may have parts of one name. */
  private record Deaf(int source, String name) {}

  Hearsay(Chronicle chronicle) {
    this.chronicle = chronicle;
  }

  void failed(int source, String name, Exception cause) {
    deaf.add(new Deaf(source, name));
    chronicle.sourceFailed(name, cause);
  }

  void recovered(int source, String name) {
    deaf.remove(new Deaf(source, name));
    chronicle.sourceRecovered(name);
  }

  /** Their names, each once, in alphabetical order. */
  List<String> deaf() {
    return deaf.stream().map(Deaf::name).distinct().sorted().toList();
  }
}
