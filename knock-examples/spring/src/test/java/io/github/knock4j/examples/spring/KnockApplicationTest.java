// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Knock;
import io.github.knock4j.client.KnockClient;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The whole service, on loopback. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "server.address=127.0.0.1",
      "knock4j.sequence=21701:udp,21703, 21702:tcp",
      "management.endpoints.web.exposure.include=*",
      // Bytes on a disk and process ids may hold any digits.
      "management.health.diskspace.enabled=false",
      "logging.pattern.console=%m%n"
    })
@AutoConfigureRestTestClient
@ExtendWith(OutputCaptureExtension.class)
class KnockApplicationTest {

  private static final List<Knock> SEQUENCE = List.of(udp(21_701), tcp(21_703), tcp(21_702));

  @Autowired
  private RestTestClient http;

  @Test
  void opensItsAdminPageToAVisitorWhoKnocksAndTellsOfItThroughActuator() throws Exception {
    assertThat(get("/admin").getStatus()).isEqualTo(HttpStatus.NOT_FOUND);

    KnockClient.to("127.0.0.1").every(ofMillis(50)).send(SEQUENCE);
    await("/actuator/metrics/knock4j.doors.opened", "\"value\":1.0");

    assertThat(get("/admin").getResponseBody()).isEqualTo("welcome");
    assertThat(
            get("/actuator/metrics/knock4j.attempts.ended?tag=outcome:opened").getResponseBody())
        .contains("\"value\":1.0", "\"baseUnit\":\"attempts\"");
    assertThat(get("/actuator/metrics/knock4j.door.grants?tag=door:admin").getResponseBody())
        .contains("\"value\":1.0");
    assertThat(get("/actuator/health/knock").getResponseBody())
        .contains("\"status\":\"UP\"", "\"grants\":1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"env", "configprops", "beans", "health", "metrics"})
  void showsTheSequenceNowhere(String endpoint, CapturedOutput output) {
    EntityExchangeResult<String> answer = get("/actuator/" + endpoint);

    assertThat(answer.getStatus()).isEqualTo(HttpStatus.OK);
    assertThat(answer.getResponseBody()).doesNotContain("21701", "21702", "21703");
    assertThat(output).doesNotContain("21701", "21702", "21703");
  }

  private EntityExchangeResult<String> get(String path) {
    return http.get().uri(path).exchange().returnResult(String.class);
  }

  private void await(String path, String text) {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    String answer = String.valueOf(get(path).getResponseBody());
    while (!answer.contains(text) && System.nanoTime() - endNs < 0) {
      answer = String.valueOf(get(path).getResponseBody());
    }
    assertThat(answer).contains(text);
  }
}
