// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {

  private static final String ROOT = "io.github.knock4j";
  private static final JavaClasses OURS =
      new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);

  @ParameterizedTest(name = "{0} knows {1}")
  @CsvSource({
    "'', ''",
    "packet, ''",
    "engine, packet",
    "spi, packet",
    "socket, 'packet spi'",
    "client, ''",
    "runtime, 'packet engine spi'",
    "rehearsal, 'packet engine'",
  })
  void importsFlowOneWay(String from, String known) {
    String[] allowed = Stream.concat(Stream.of("", from), Stream.of(known.split(" ")))
        .map(ArchitectureTest::packageOf)
        .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(packageOf(from))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "..")
            .and(resideInAnyPackage(allowed).negate().as("reside outside " + known)))
        .check(OURS);
  }

  @ParameterizedTest
  @CsvSource({"packet", "engine"})
  void theRulesKnowNoThreadClockLoggerFileOrSocket(String pure) {
    noClasses()
        .that()
        .resideInAPackage(packageOf(pure))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..",
            "java.net..",
            "java.nio.channels..",
            "java.nio.file..",
            "java.util.concurrent..",
            "java.util.logging..",
            "org.slf4j..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, Clock.class, Instant.class, ProcessBuilder.class)
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(OURS);
  }

  @Test
  void nothingPrints() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(OURS);
  }

  @Test
  void thePublishedCodeNeedsSlf4jAtMost() {
    classes()
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(
            ROOT + "..", "java..", "jdk.jfr..", "org.slf4j..", "org.jspecify.annotations.."))
        .check(OURS);
  }

  /** It may be missing at run time. */
  @Test
  void onlyOneClassKnowsTheFlightRecorder() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.runtime\\.RecordedFlightEvents(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.jfr..")
        .check(OURS);
  }

  private static String packageOf(String name) {
    return name.isEmpty() ? ROOT : ROOT + "." + name;
  }
}
