// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {

  private static final IpAddress VISITOR = IpAddress.parse("203.0.113.7");

  @Test
  void asksOnceAndRemembers() {
    AtomicInteger asked = new AtomicInteger();
    try (HostNames names = new HostNames(visitor -> "host" + asked.incrementAndGet())) {
      assertThat(names.of(VISITOR, 0)).isEqualTo("host1");
      assertThat(names.of(VISITOR, 0)).isEqualTo("host1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil): ssh: OPEN SESAME",
        "a\nb",
        "",
        "-x",
        "caf\u00e9.example",
        "a\u001b[31m",
        "%n"
      })
  void showsNoNameThatIsNone(String answer) {
    try (HostNames names = new HostNames(visitor -> answer)) {
      assertThat(names.of(VISITOR, 0)).isNull();
    }
  }

  @Test
  void showsNoNameLongerThanNamesAre() {
    try (HostNames names = new HostNames(visitor -> "a".repeat(254))) {
      assertThat(names.of(VISITOR, 0)).isNull();
    }
  }

  @Test
  void asksNobodyWhileManyLinesWait() {
    AtomicInteger asked = new AtomicInteger();
    try (HostNames names = new HostNames(visitor -> "host" + asked.incrementAndGet())) {
      assertThat(names.of(VISITOR, 65)).isNull();
      assertThat(asked).hasValue(0);
      assertThat(names.of(VISITOR, 64)).isEqualTo("host1");
      assertThat(names.of(VISITOR, 65)).isEqualTo("host1");
    }
  }

  @Test
  void doesWithoutANameThatIsLongInComing() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (HostNames names = new HostNames(
        visitor -> {
          try {
            answer.await();
          } catch (InterruptedException e) {
            return null;
          }
          return "late.example";
        },
        1)) {
      assertThat(names.of(VISITOR, 0)).isNull();
      answer.countDown();

      String name = null;
      while (name == null) {
        name = names.of(VISITOR, 0); // ends as soon as the other thread has its answer
      }
      assertThat(name).isEqualTo("late.example");
    }
  }

  @Test
  void survivesALookUpThatFails() {
    try (HostNames names = new HostNames(visitor -> {
      throw new IllegalStateException("no resolver");
    })) {
      assertThat(names.of(VISITOR, 0)).isNull();
    }
  }
}
