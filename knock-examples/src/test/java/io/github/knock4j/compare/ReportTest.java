// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Data that was made up, and what is written and drawn from it. */
class ReportTest {

  private static final double[] WAITED_MS = {0.2, 0.8, 5, 40, 60};

  @TempDir
  private Path site;

  @Test
  void isTheSameWhenItIsReadAgain() throws IOException {
    Report.write(results(), site);

    assertThat(Results.read(site.resolve(Report.DATA))).isEqualTo(results());
  }

  @Test
  void namesTheMachineTheLoadAndEveryVersion() throws IOException {
    assertThat(page())
        .contains("2 cores of a processor, Linux 6, a JVM 17")
        .contains("iptables 1.8.9, knockd 0.8")
        .contains("Load of the machine before: 0.3, after: 1.2.");
  }

  @Test
  void comparesInRatiosBesideTheirAims() throws IOException {
    assertThat(page())
        .contains("| knock4j, nftables | p50 | 200 | 100 |")
        .contains("| knock4j, nftables | p99 | 200 | 15 |")
        .contains("| knock4j, iptables executed | p50 | 8 | 6 |");
  }

  @Test
  void linksEachPictureThatItDraws() throws IOException {
    String page = page();

    try (var pictures = Files.list(site.resolve("pictures"))) {
      assertThat(pictures.map(it -> "](pictures/" + it.getFileName() + ")"))
          .hasSize(Measure.values().length)
          .allSatisfy(link -> assertThat(page).contains(link));
    }
  }

  @Test
  void leavesOutWhatWasNotMeasured() throws IOException {
    List<Measurement> waits = results().on(KnockToOpen.TOPIC);
    Report.write(new Results(results().conditions(), waits), site);

    assertThat(site.resolve("comparison.md")).content().contains("(pictures/knock-to-open.svg)");
    assertThat(site.resolve("pictures")).isDirectoryNotContaining("glob:**/[!k]*");
  }

  @Test
  void drawsInTheColoursOfTheReader() throws Exception {
    for (String name : new String[] {"knock-to-open", "crowd", "flood", "sweeps"}) {
      String style = picture(name).getElementsByTagName("style").item(0).getTextContent();

      assertThat(style.split(Pattern.quote("@media (prefers-color-scheme: dark)")))
          .as(name)
          .hasSize(2)
          .allSatisfy(it -> assertThat(it).contains(".paper", "text {", ".grid {", ".tone3 {"));
    }
  }

  @Test
  void drawsWhoWaitsLongerFurtherRight() throws Exception {
    NodeList dots = picture("knock-to-open").getElementsByTagName("circle");

    assertThat(dots.getLength()).isEqualTo(2 * Program.values().length);
    for (int i = 2; i < dots.getLength(); i += 2) {
      assertThat(number(dots, i, "cx")).isGreaterThan(number(dots, i - 2, "cx"));
    }
  }

  @Test
  void drawsTheFewerThatAreLetInTheFurtherDown() throws Exception {
    NodeList curves = picture("crowd").getElementsByTagName("polyline");

    assertThat(curves.getLength()).isEqualTo(Crowd.PROGRAMS.size());
    String[] theirs = ((Element) curves.item(2)).getAttribute("points").split(" ");
    assertThat(theirs).hasSize(2 * Crowd.SIZES.size());
    for (int i = 3; i < theirs.length; i += 2) {
      assertThat(Double.parseDouble(theirs[i])).isGreaterThan(Double.parseDouble(theirs[i - 2]));
    }
  }

  @Test
  void writesANoughtWhereThereIsNoBar() throws Exception {
    NodeList texts = picture("sweeps").getElementsByTagName("text");

    int noughts = 0;
    for (int i = 0; i < texts.getLength(); i++) {
      Element text = (Element) texts.item(i);
      boolean isFigure = text.getAttribute("class").equals("strong middle");
      noughts += isFigure && text.getTextContent().equals("0") ? 1 : 0;
    }
    assertThat(noughts).isEqualTo(Sweep.ORDERS.size());
  }

  @Test
  void escapesWhatXmlWouldMisread() throws Exception {
    String drawn = new Svg(100, "a < b & \"c\"").toString();

    assertThat(parsed(drawn).getDocumentElement().getAttribute("aria-label"))
        .isEqualTo("a < b & \"c\"");
  }

  @Test
  void saysWhatWasNotMeasured() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> results().median(KnockToOpen.TOPIC, "nobody", "p50"))
        .withMessage("not measured: knock to open, nobody, p50");
  }

  private String page() throws IOException {
    Report.write(results(), site);
    return Files.readString(site.resolve("comparison.md"));
  }

  private Document picture(String name) throws Exception {
    Report.write(results(), site);
    return parsed(Files.readString(site.resolve("pictures/" + name + ".svg")));
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static double number(NodeList elements, int index, String attribute) {
    return Double.parseDouble(((Element) elements.item(index)).getAttribute(attribute));
  }

  private static Results results() {
    Notes notes = new Notes();
    for (Program program : Program.values()) {
      double waitedMs = WAITED_MS[program.ordinal()];
      notes.note(KnockToOpen.TOPIC, program.label(), KnockToOpen.USUAL, "ms", waitedMs);
      notes.note(KnockToOpen.TOPIC, program.label(), KnockToOpen.RARE, "ms", 2 * waitedMs);
    }
    for (Program program : Crowd.PROGRAMS) {
      for (int size : Crowd.SIZES) {
        double in = program == Program.KNOCKD ? 100.0 / size : 100;
        notes.note(Crowd.TOPIC, program.label(), "" + size, "%", in);
      }
    }
    for (Program program : Flooded.PROGRAMS) {
      for (int pace : Flooded.PACES) {
        String at = Figure.text(pace);
        notes.note(Flooded.TOPIC, program.label(), at, "%", program == Program.KNOCKD ? 0 : 100);
      }
    }
    for (String order : Sweep.ORDERS) {
      notes.note(Sweep.TOPIC, "knock4j", order, "of 6", 0);
      notes.note(Sweep.TOPIC, "knockd", order, "of 6", 1);
    }
    Map<String, String> versions = Map.of("iptables", "1.8.9", "knockd", "0.8");
    return new Results(
        new Conditions(
            "2026-01-01", "2 cores of a processor", "Linux 6", "a JVM 17", versions, 0.3, 1.2),
        notes.measurements());
  }
}
