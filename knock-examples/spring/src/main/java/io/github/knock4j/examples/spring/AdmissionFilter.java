// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets requests pass for whom the door is open; to others, there is nothing here. Goes by the address
 * of the peer: behind a proxy, everybody has that of the proxy.
 */
final class AdmissionFilter extends OncePerRequestFilter {

  private final Admission admission;

  AdmissionFilter(Admission admission) {
    this.admission = admission;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (admission.admits(request.getRemoteAddr())) {
      chain.doFilter(request, response);
    } else {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }
}
