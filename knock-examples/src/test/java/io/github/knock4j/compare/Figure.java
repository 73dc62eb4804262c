// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** How figures are written: with no more digits than a noisy machine gives. */
final class Figure {

  private static final MathContext DIGITS = new MathContext(2);

  private Figure() {}

  /** Two digits, and all that stand before the decimal point. */
  static String text(double value) {
    BigDecimal exact = BigDecimal.valueOf(value);
    BigDecimal shown =
        Math.abs(value) < 10 ? exact.round(DIGITS) : exact.setScale(0, DIGITS.getRoundingMode());
    return new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(shown);
  }

  /** The median, and in brackets least and most where they differ. */
  static String withSpread(Measurement figure) {
    String least = text(figure.least());
    String most = text(figure.most());
    String median = text(figure.median());
    return least.equals(most) ? median : median + " (" + least + "–" + most + ")";
  }
}
