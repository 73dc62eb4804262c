// SPDX-License-Identifier: Apache-2.0

/** Hosts made of network namespaces, for tests that send real packets. */
package io.github.knock4j.netlab;
