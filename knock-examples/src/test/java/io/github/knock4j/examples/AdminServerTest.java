// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdminServerTest {

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void showsItsAdminPagesToVisitorsWhoKnocked() throws Exception {
    Door door = AdminServer.door(ofMinutes(10));
    try (AdminServer server = AdminServer.start(0, 0, door)) {
      assertThat(get(server.sitePort())).isEqualTo("200 hello\n");
      assertThat(get(server.adminPort())).isEqualTo("404 not found\n");

      Visitor.knock("127.0.0.1", door);

      await(server.adminPort(), "200 welcome\n");
    }
  }

  @Test
  void hidesThemAgainWhenTheLeaseEnds() throws Exception {
    Door door = AdminServer.door(ofSeconds(3));
    try (AdminServer server = AdminServer.start(0, 0, door)) {
      assertThat(get(server.adminPort())).isEqualTo("404 not found\n");
      Visitor.knock("127.0.0.1", door);
      await(server.adminPort(), "200 welcome\n");

      await(server.adminPort(), "404 not found\n");
    }
  }

  private String get(int port) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  private void await(int port, String wanted) throws IOException, InterruptedException {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    String answer = get(port);
    while (!answer.equals(wanted) && System.nanoTime() - endNs < 0) {
      answer = get(port);
    }
    assertThat(answer).isEqualTo(wanted);
  }
}
