// SPDX-License-Identifier: Apache-2.0

/** A web service behind a door, and how its doorkeeper is observed: Spring Boot, Micrometer. */
@org.jspecify.annotations.NullMarked
package io.github.knock4j.examples.spring;
