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
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What is written and drawn from data that was made up. */
class ReportTest {

  @TempDir
  private Path site;

  @Test
  void isTheSameWhenItIsReadAgain() throws IOException {
    Report.write(Sample.results(), site);

    assertThat(Results.read(site.resolve(Report.DATA))).isEqualTo(Sample.results());
  }

  @Test
  void namesTheMachineTheLoadAndEveryVersion() throws IOException {
    assertThat(page())
        .contains("2 cores of a processor, Linux 6, a JVM 17")
        .contains("iptables 1.8.9, knockd 0.8")
        .contains("Load of the machine before: 0.3, after: 1.2.");
  }

  @Test
  void saysWhatWasReached() throws IOException {
    assertThat(page())
        .contains("| knock4j, nftables: times faster than knockd, p50 | 100 | 200 | yes |")
        .contains("| knock4j, nftables: times faster than knockd, p99 | 15 | 200 | yes |")
        .contains("| knock4j, iptables executed: times faster than knockd, p50 | 6 | 8 | yes |")
        .contains("| let in while 200,000 first knocks/s are sent | 99 % | 100 % | yes |");
  }

  @Test
  void saysHowLongItTook() throws IOException {
    assertThat(page()).contains("which took 14 minutes");
  }

  @Test
  void linksEachPictureThatItDrawsButTheOneForTheFront() throws IOException {
    String page = page();

    try (var pictures = Files.list(site.resolve("pictures"))) {
      assertThat(pictures.map(it -> "" + it.getFileName()))
          .hasSize(Measure.values().length)
          .contains("front.svg")
          .filteredOn(it -> !it.equals("front.svg"))
          .allSatisfy(it -> assertThat(page).contains("](pictures/" + it + ")"));
    }
  }

  @Test
  void leavesOutWhatWasNotMeasured() throws IOException {
    List<Measurement> waits = Sample.results().on(KnockToOpen.TOPIC);
    Report.write(Sample.of(waits), site);

    assertThat(site.resolve("comparison.md")).content().contains("(pictures/knock-to-open.svg)");
    assertThat(site.resolve("pictures")).isDirectoryNotContaining("glob:**/[!k]*");
  }

  @Test
  void drawsInTheColoursOfTheReader() throws Exception {
    for (String name : new String[] {"knock-to-open", "crowd", "flood", "sweeps", "front"}) {
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
  void endsACurveWhereNothingMoreWasMeasured() throws Exception {
    NodeList curves = picture("half-open").getElementsByTagName("polyline");

    assertThat(((Element) curves.item(0)).getAttribute("points").split(" ")).hasSize(2 * 5);
    assertThat(((Element) curves.item(1)).getAttribute("points").split(" ")).hasSize(2 * 3);
  }

  @Test
  void drawsADoorThatDoesNotCloseToTheEnd() throws Exception {
    Document drawn = picture("killed");
    NodeList bars = drawn.getElementsByTagName("rect");

    int last = Killed.CASES.indexOf(Killed.WHOLE) + 1; // behind the paper
    assertThat(number(bars, last, "width")).isGreaterThan(4 * number(bars, 1, "width"));
    assertThat(drawn.getDocumentElement().getTextContent()).containsOnlyOnce("still open");
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
  void saysOfADoorThatDidNotCloseHowLongItWasWatched() throws IOException {
    assertThat(page())
        .contains("| knockd and its children, started again | never: watched for 10 s |")
        .contains("| knockd, started again | 0.02 |");
  }

  @Test
  void putsWhatIsEmbeddedBesideWhatKnockdIs() throws IOException {
    assertThat(page())
        .contains("| a JVM that does nothing | 40 |")
        .contains("| knockd, all of it | 5 |")
        .contains("| kB | 234 |");
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
        .isThrownBy(() -> Sample.results().median(KnockToOpen.TOPIC, "nobody", "p50"))
        .withMessage("not measured: knock to open, nobody, p50");
  }

  private String page() throws IOException {
    Report.write(Sample.results(), site);
    return Files.readString(site.resolve("comparison.md"));
  }

  private Document picture(String name) throws Exception {
    Report.write(Sample.results(), site);
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
}
