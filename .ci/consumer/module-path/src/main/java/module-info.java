// SPDX-License-Identifier: Apache-2.0

/** Somebody else's program, as a module. */
module com.example.consumer {
  requires io.github.knock4j.core;
  requires io.github.knock4j.firewall;
}
