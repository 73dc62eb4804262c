// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import io.github.knock4j.Door;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.socket.SocketSource;
import java.io.IOException;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The door, its keeper, and who asks how it is doing. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KnockProperties.class)
class KnockConfiguration {

  @Bean
  Door door(KnockProperties properties) {
    return properties.toDoor();
  }

  @Bean
  Admission admission() {
    return new Admission();
  }

  /** Guards from the start of the context to its end, when open doors are closed. */
  @Bean(destroyMethod = "close")
  Doorkeeper keeper(KnockProperties properties, Door door, Admission admission) throws IOException {
    SocketSource source =
        properties.allAddresses() ? SocketSource.onAllAddresses() : SocketSource.onLoopback();
    return Doorkeeper.watching(source).guard(door, admission).start();
  }

  /** Spring Boot binds it to every registry that there is. */
  @Bean
  DoorkeeperMetrics keeperMetrics(Doorkeeper keeper, Door door) {
    return new DoorkeeperMetrics(keeper::status, List.of(door));
  }

  /** Shown as {@code knock} by the health endpoint. */
  @Bean
  KnockHealth knockHealthIndicator(Doorkeeper keeper) {
    return new KnockHealth(keeper::status);
  }

  @Bean
  FilterRegistrationBean<AdmissionFilter> adminOnlyForVisitors(Admission admission) {
    FilterRegistrationBean<AdmissionFilter> filter =
        new FilterRegistrationBean<>(new AdmissionFilter(admission));
    filter.addUrlPatterns("/admin/*");
    return filter;
  }
}
