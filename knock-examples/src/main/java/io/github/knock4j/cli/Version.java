// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest names. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"knock4j " + (version == null ? "(not run from its jar)" : version)};
  }
}
