// SPDX-License-Identifier: Apache-2.0
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at a staged release as Maven Central does, and then as somebody does who will depend on it.
 *
 * <p>Arguments: the staged repository, the same release built a second time, the version, and the
 * home of the gpg key that signed. Prints one line for each requirement; exit status 1 if one is
 * unmet.
 */
public final class Checklist {

  private int unmet;

  public static void main(String[] args) throws Exception {
    Staged staged = new Staged(Path.of(args[0]), args[2]);
    Staged again = new Staged(Path.of(args[1]), args[2]);
    Checklist list = new Checklist();

    System.out.println("What Maven Central asks for:");
    list.ask("staged are the modules and their BOM, nothing else", staged::strangers);
    list.ask("each has POM, jar, sources and Javadoc; the BOM its POM", staged::missing);
    list.ask("each file has its MD5 and SHA-1, and they are right", () -> Sums.wrong(staged));
    list.ask("each file is signed, and the signature holds", () -> Signatures.broken(staged, Path.of(args[3])));
    list.ask("POMs say name, description, URL, licence, developers, SCM", () -> Poms.silent(staged));
    list.ask("POMs need no parent, snapshot, property or repository", () -> Poms.dependent(staged));
    list.ask("sources are there for each class", () -> Jars.withoutSource(staged));
    list.ask("Javadoc is there for each exported package", () -> Jars.withoutJavadoc(staged));

    System.out.println("What users may expect:");
    list.ask("the BOM names each module in this version", () -> Poms.notInBom(staged));
    list.ask("jars carry their licence", () -> Jars.withoutLicence(staged));
    list.ask("jars are modules, or reserve the name of one", () -> Jars.withoutModule(staged));
    list.ask("classes run on Java 17", () -> Jars.tooNew(staged));
    list.ask("an SBOM lists each dependency, with its licence", () -> Sboms.incomplete(staged));
    list.ask("nothing tells of the machine that built it", () -> Traces.of(staged));
    list.ask("built again elsewhere, it is the same to the byte", () -> staged.differences(again));

    System.exit(list.unmet == 0 ? 0 : 1);
  }

  private void ask(String requirement, Question question) {
    List<String> faults = answer(question);
    System.out.printf("  [%s] %s%n", faults.isEmpty() ? "x" : " ", requirement);
    faults.forEach(fault -> System.out.println("        unmet: " + fault));
    unmet += faults.size();
  }

  private static List<String> answer(Question question) {
    try {
      return question.faults();
    } catch (Exception e) {
      // A file so broken that it cannot be looked at is a fault as well, and not the last question.
      return List.of(e.toString());
    }
  }

  /** Finds what is wrong; nothing, if the requirement is met. */
  interface Question {
    List<String> faults() throws Exception;
  }

  /** Asks the same of several things. */
  static <T> List<String> each(Iterable<T> things, Look<T> look) throws Exception {
    List<String> faults = new ArrayList<>();
    for (T thing : things) {
      look.at(thing, faults);
    }
    return faults;
  }

  /** Looks at one of several things, and adds its faults. */
  interface Look<T> {
    void at(T thing, List<String> faults) throws Exception;
  }
}
