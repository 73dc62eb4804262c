// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

/** The part of a picture that a plot's axes enclose. */
record Area(double left, double right, double top, double bottom) {

  double width() {
    return right - left;
  }

  double height() {
    return bottom - top;
  }
}
