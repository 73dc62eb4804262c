// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A picture that is light or dark, as the reader's system is: one file for both. */
final class Svg {

  static final int WIDTH = 760;

  /** Ours are cool, the others warm; told apart also by those who see no red or no green. */
  private static final List<String> LIGHT =
      List.of("#0b62d6", "#0e8f8f", "#7a4fd0", "#d9580d", "#a0186b");

  private static final List<String> DARK =
      List.of("#6cb0ff", "#45d0c8", "#b79cff", "#ff9d57", "#ff7cc0");

  private final StringBuilder body = new StringBuilder();
  private final int height;
  private final String title;

  Svg(int height, String title) {
    this.height = height;
    this.title = title;
    body.append(
        format("<rect class=\"paper\" width=\"%d\" height=\"%d\" rx=\"8\"/>%n", WIDTH, height));
    text(24, 34, "title", title);
  }

  /** The class of the colour with this number, to be followed by what else an element is. */
  static String tone(int number) {
    return "tone" + number % LIGHT.size();
  }

  Svg text(double x, double y, String classes, String text) {
    body.append(format(
        "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>%n", x, y, classes, escaped(text)));
    return this;
  }

  Svg line(double x1, double y1, double x2, double y2, String classes) {
    body.append(format(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>%n",
        x1, y1, x2, y2, classes));
    return this;
  }

  /** Several lines in one; the points as x and y by turns. */
  Svg curve(List<Double> points, double width, String classes) {
    String joined = points.stream().map(it -> format("%.1f", it)).collect(Collectors.joining(" "));
    body.append(format(
        "<polyline points=\"%s\" stroke-width=\"%.1f\" class=\"%s curve\"/>%n",
        joined, width, classes));
    return this;
  }

  Svg dot(double x, double y, double radius, String classes) {
    body.append(format(
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" class=\"%s\"/>%n", x, y, radius, classes));
    return this;
  }

  Svg bar(double x, double y, double width, double height, String classes) {
    body.append(format(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>%n",
        x, y, width, height, classes));
    return this;
  }

  /** What belongs to which colour, side by side; the baseline of its words is {@code y}. */
  Svg legend(double x, double y, List<String> programs) {
    double right = x;
    for (String program : programs) {
      bar(right, y - 11, 12, 12, tone(Program.tone(program)) + " solid");
      text(right + 18, y, "small", program);
      right += 48 + 7.2 * program.length();
    }
    return this;
  }

  @Override
  public String toString() {
    return format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\""
                + " height=\"%2$d\" role=\"img\" aria-label=\"%3$s\">%n",
            WIDTH, height, escaped(title))
        + style()
        + body
        + "</svg>\n";
  }

  private static String style() {
    return """
        <style>
        text { font: 14px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif }
        .title { font-size: 17px; font-weight: 600 } .small { font-size: 13px } .tiny { font-size: 12px } .halo { stroke-width: 6; paint-order: stroke } .strong { font-weight: 600 }
        .middle { text-anchor: middle } .end { text-anchor: end }
        .grid { stroke-width: 1 } .curve { stroke-linejoin: round; fill: none } .range { stroke-width: 6; stroke-opacity: .35; stroke-linecap: round }
        .spread { stroke-width: 1.5; stroke-opacity: .6 } .ring { stroke-width: 2.5 }
        """
        + colours("#ffffff", "#1c2430", "#59636f", "#dde2e8", LIGHT)
        + "@media (prefers-color-scheme: dark) {\n"
        + colours("#12171e", "#e8edf3", "#a3afbd", "#2d3641", DARK)
        + "}\n</style>\n";
  }

  private static String colours(
      String paper, String ink, String quiet, String grid, List<String> tones) {
    StringBuilder css = new StringBuilder(format(
        ".paper, .ring { fill: %1$s } .halo { stroke: %1$s } text { fill: %2$s } .quiet { fill: %3$s } .grid { stroke: %4$s }%n",
        paper, ink, quiet, grid));
    for (int i = 0; i < tones.size(); i++) {
      css.append(format(
          ".tone%1$d { stroke: %2$s } .tone%1$d.solid { fill: %2$s; stroke: none }%n",
          i, tones.get(i)));
    }
    return css.toString();
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values).replace(System.lineSeparator(), "\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
