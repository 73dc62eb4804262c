// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

/** What is in the jars. */
final class Jars {

  /** JVMS §4.1, table 4.1-A. */
  private static final int JAVA_17 = 61;

  private Jars() {}

  static List<String> withoutSource(Staged staged) throws Exception {
    return Checklist.each(Staged.MODULES, (module, faults) -> {
      Set<String> sources = names(staged.file(module, "-sources.jar"));
      for (String name : names(staged.jar(module))) {
        if (name.endsWith(".class") && !sources.contains(name.replaceFirst("(\\$.*)?\\.class$", ".java"))) {
          faults.add(module + ": " + name);
        }
      }
    });
  }

  static List<String> withoutJavadoc(Staged staged) throws Exception {
    return Checklist.each(Staged.MODULES, (module, faults) -> {
      Set<String> pages = names(staged.file(module, "-javadoc.jar"));
      for (String directory : publicPackages(staged.jar(module))) {
        if (pages.stream().noneMatch(page -> page.endsWith(directory + "/package-summary.html"))) {
          faults.add(module + ": " + directory);
        }
      }
    });
  }

  private static Set<String> publicPackages(Path jar) throws IOException {
    ModuleDescriptor module = module(jar);
    // Of a jar without descriptor all packages are for everybody.
    Set<String> names = module.isAutomatic()
        ? module.packages()
        : module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
    return names.stream().map(name -> name.replace('.', '/')).collect(Collectors.toSet());
  }

  static List<String> withoutLicence(Staged staged) throws Exception {
    return Checklist.each(Staged.MODULES, (module, faults) -> {
      for (String ending : List.of(".jar", "-sources.jar")) {
        if (!names(staged.file(module, ending)).contains("META-INF/LICENSE")) {
          faults.add(module + ending);
        }
      }
    });
  }

  static List<String> withoutModule(Staged staged) throws Exception {
    return Checklist.each(Staged.MODULES, (module, faults) -> {
      String name = module(staged.jar(module)).name();
      // A name that is made of the file's name would change with the file.
      if (!name.equals(module.replace("knock-", Staged.GROUP + "."))) {
        faults.add(module + " is module " + name);
      }
    });
  }

  private static ModuleDescriptor module(Path jar) {
    return ModuleFinder.of(jar).findAll().iterator().next().descriptor();
  }

  static List<String> tooNew(Staged staged) throws Exception {
    return Checklist.each(Staged.MODULES, (module, faults) -> {
      try (JarFile jar = new JarFile(staged.jar(module).toFile())) {
        for (String name : names(staged.jar(module))) {
          if (name.endsWith(".class") && classVersion(jar, name) > JAVA_17) {
            faults.add(module + ": " + name);
          }
        }
      }
    });
  }

  private static int classVersion(JarFile jar, String name) throws IOException {
    try (var in = jar.getInputStream(jar.getEntry(name))) {
      byte[] head = in.readNBytes(8);
      return (head[6] & 0xff) << 8 | head[7] & 0xff;
    }
  }

  private static Set<String> names(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
