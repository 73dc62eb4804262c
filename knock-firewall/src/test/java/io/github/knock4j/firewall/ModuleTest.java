// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import io.github.knock4j.Door;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The other tests run on the class path; this one resolves and uses the module as a user would. */
class ModuleTest {

  private static final String NAME = "io.github.knock4j.firewall";

  @Test
  void runsACommandAsANamedModule() throws Exception {
    Module module = layer().findModule(NAME).orElseThrow();

    Class<?> action = module.getClassLoader().loadClass(NAME + ".CommandAction");
    Object made = action
        .getMethod("opening", String.class, String[].class)
        .invoke(null, "echo", new String[] {"%IP%"});

    assertThat(action.getModule()).isSameAs(module);
    assertThat(made).hasToString("CommandAction{OPEN=echo %IP%}");
    assertThat(module.getDescriptor().exports().stream().map(Exports::source).collect(toSet()))
        .isEqualTo(Set.of(NAME, "io.github.knock4j.knockd"));
  }

  /** Fails if the descriptor requires anything but JDK, core, SLF4J and JNA; JSpecify is optional. */
  private static ModuleLayer layer() throws Exception {
    ModuleFinder finder = ModuleFinder.of(
        home(CommandAction.class), home(Door.class), home(Logger.class), home(Native.class));
    ModuleLayer boot = ModuleLayer.boot();
    Configuration modules = boot.configuration().resolve(finder, ModuleFinder.of(), List.of(NAME));
    return boot.defineModulesWithOneLoader(modules, ClassLoader.getPlatformClassLoader());
  }

  private static Path home(Class<?> type) throws Exception {
    URI location = type.getProtectionDomain().getCodeSource().getLocation().toURI();
    return Path.of(location);
  }
}
