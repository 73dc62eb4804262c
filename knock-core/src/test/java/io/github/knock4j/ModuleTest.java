// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The other tests run on the class path; this one resolves and uses the module as a user would. */
class ModuleTest {

  private static final String NAME = "io.github.knock4j.core";
  private static final String ROOT = "io.github.knock4j";

  @Test
  void buildsADoorAsANamedModule() throws Exception {
    Module module = layer().findModule(NAME).orElseThrow();

    Class<?> knock = module.getClassLoader().loadClass(ROOT + ".Knock");
    Object made = knock.getMethod("tcp", int.class).invoke(null, 7001);

    assertThat(knock.getModule()).isSameAs(module);
    assertThat(made).hasToString("Knock[hidden]");
    assertThat(module.getDescriptor().exports().stream().map(Exports::source).collect(toSet()))
        .isEqualTo(Set.of(
            ROOT,
            ROOT + ".client",
            ROOT + ".engine",
            ROOT + ".packet",
            ROOT + ".rehearsal",
            ROOT + ".runtime",
            ROOT + ".socket",
            ROOT + ".spi"));
  }

  /** Fails if the descriptor requires anything but the JDK and SLF4J; JSpecify is optional. */
  private static ModuleLayer layer() throws URISyntaxException {
    ModuleFinder finder = ModuleFinder.of(home(Knock.class), home(Logger.class));
    ModuleLayer boot = ModuleLayer.boot();
    Configuration modules = boot.configuration().resolve(finder, ModuleFinder.of(), List.of(NAME));
    return boot.defineModulesWithOneLoader(modules, ClassLoader.getPlatformClassLoader());
  }

  private static Path home(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
