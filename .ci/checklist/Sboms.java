// SPDX-License-Identifier: Apache-2.0
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The software bills of materials, in CycloneDX. */
final class Sboms {

  private Sboms() {}

  static List<String> incomplete(Staged staged) throws Exception {
    return Checklist.each(Staged.MODULES, (module, faults) -> {
      Map<?, ?> sbom = (Map<?, ?>) Json.read(Files.readString(staged.file(module, "-cyclonedx.json")));
      if (!"CycloneDX".equals(sbom.get("bomFormat"))) {
        faults.add(module + ": not CycloneDX");
      }
      Map<?, ?> self = (Map<?, ?>) ((Map<?, ?>) sbom.get("metadata")).get("component");
      if (!coordinates(self).equals(Staged.GROUP + ":" + module + ":" + staged.version())) {
        faults.add(module + ": is about " + coordinates(self));
      }
      List<String> listed = new ArrayList<>();
      for (Object component : (List<?>) sbom.get("components")) {
        String name = coordinates((Map<?, ?>) component);
        listed.add(name);
        if (!(((Map<?, ?>) component).get("licenses") instanceof List<?> licences) || licences.isEmpty()) {
          faults.add(module + ": no licence of " + name);
        }
      }
      for (String dependency : Poms.dependencies(staged.pom(module))) {
        if (!listed.contains(dependency)) {
          faults.add(module + ": does not list " + dependency);
        }
      }
    });
  }

  private static String coordinates(Map<?, ?> component) {
    return component.get("group") + ":" + component.get("name") + ":" + component.get("version");
  }
}
