// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is behind the door. The filter before it does not replace a login. */
@RestController
class AdminPage {

  @GetMapping("/admin")
  String welcome() {
    return "welcome";
  }
}
