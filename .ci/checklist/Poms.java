// SPDX-License-Identifier: Apache-2.0
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What the POMs say, and what they leave to be found elsewhere. */
final class Poms {

  private static final XPath XPATH = XPathFactory.newInstance().newXPath();

  private static final List<String> MUST_SAY = List.of(
      "groupId",
      "artifactId",
      "version",
      "name",
      "description",
      "url",
      "licenses/license/name",
      "licenses/license/url",
      "developers/developer/name",
      "developers/developer/url",
      "scm/url",
      "scm/connection",
      "scm/developerConnection");

  private static final List<String> MUST_NOT_SAY = List.of(
      "parent",
      "repositories",
      "pluginRepositories",
      "distributionManagement",
      "modules",
      "build",
      "profiles",
      "dependencies/dependency[scope='test']",
      "dependencies/dependency[scope='system']",
      "dependencies/dependency[not(version)]",
      "//version[contains(., 'SNAPSHOT')]");

  /** Who is named in a POM beside the places of the dependencies. */
  private static final Set<String> HOSTS =
      Set.of("github.com", "www.apache.org", "maven.apache.org", "www.w3.org");

  private Poms() {}

  static List<String> silent(Staged staged) throws Exception {
    return Checklist.each(Staged.artifacts(), (artifact, faults) -> {
      Document pom = read(staged.pom(artifact));
      for (String element : MUST_SAY) {
        if (text(pom, "/project/" + element).isBlank()) {
          faults.add(artifact + ": " + element);
        }
      }
      if (!text(pom, "/project/artifactId").equals(artifact)
          || !text(pom, "/project/version").equals(staged.version())) {
        faults.add(artifact + ": calls itself something else");
      }
    });
  }

  static List<String> dependent(Staged staged) throws Exception {
    return Checklist.each(Staged.artifacts(), (artifact, faults) -> {
      Document pom = read(staged.pom(artifact));
      for (String element : MUST_NOT_SAY) {
        String path = element.startsWith("/") ? element : "/project/" + element;
        if (!all(pom, path).isEmpty()) {
          faults.add(artifact + ": " + element);
        }
      }
      String whole = Files.readString(staged.pom(artifact)).replace("${project.version}", staged.version());
      if (whole.contains("${")) {
        faults.add(artifact + ": an open property");
      }
      for (String host : Traces.hosts(whole)) {
        if (!HOSTS.contains(host)) {
          faults.add(artifact + ": host " + host);
        }
      }
    });
  }

  static List<String> notInBom(Staged staged) throws Exception {
    Document bom = read(staged.pom(Staged.BOM));
    Set<String> named = new TreeSet<>(dependencies(bom, "/project/dependencyManagement/dependencies/dependency"));
    Set<String> expected = new TreeSet<>();
    Staged.MODULES.forEach(module -> expected.add(Staged.GROUP + ":" + module + ":${project.version}"));
    return named.equals(expected) ? List.of() : List.of("names " + named);
  }

  /** What a module needs or is compiled with, as {@code group:artifact:version}. */
  static List<String> dependencies(Path pom) throws Exception {
    return dependencies(read(pom), "/project/dependencies/dependency");
  }

  private static List<String> dependencies(Document pom, String path) throws Exception {
    List<String> found = new ArrayList<>();
    for (int i = 1; i <= all(pom, path).size(); i++) {
      String one = path + "[" + i + "]/";
      found.add(text(pom, one + "groupId") + ":" + text(pom, one + "artifactId") + ":" + text(pom, one + "version"));
    }
    return found;
  }

  private static Document read(Path pom) throws Exception {
    // Not aware of namespaces, so that paths are as short as in the file.
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
  }

  private static String text(Document pom, String path) throws Exception {
    return XPATH.evaluate(path, pom).strip();
  }

  private static List<String> all(Document pom, String path) throws Exception {
    NodeList nodes = (NodeList) XPATH.evaluate(path, pom, XPathConstants.NODESET);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      found.add(nodes.item(i).getTextContent());
    }
    return found;
  }
}
