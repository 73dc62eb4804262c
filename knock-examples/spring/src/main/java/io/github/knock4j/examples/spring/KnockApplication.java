// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A Spring Boot service whose admin page is there only for visitors who knocked, and which tells of
 * its doorkeeper through Actuator: no root, no libpcap. After {@code mvn package}:
 *
 * <pre>{@code
 * KNOCK4J_SEQUENCE=21701:udp,21703,21702 java -jar knock-examples/spring/target/knock-example-spring.jar
 *
 * curl -i localhost:8080/admin                                   # 404
 * java -jar knock-examples/target/knock.jar knock localhost 21701:udp 21703 21702
 * curl -i localhost:8080/admin                                   # 200, for ten minutes
 * curl localhost:8080/actuator/metrics/knock4j.doors.opened      # 1
 * curl localhost:8080/actuator/health
 * }</pre>
 *
 * <p>The sequence comes from the environment: every user of the machine sees the arguments of a
 * command.
 */
@SpringBootApplication
public class KnockApplication {

  /**
   * Starts the service.
   *
   * @param args Spring's options
   */
  public static void main(String[] args) {
    SpringApplication.run(KnockApplication.class, args);
  }
}
