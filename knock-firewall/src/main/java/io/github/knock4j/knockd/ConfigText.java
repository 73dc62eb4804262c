// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a file of bounded size as numbered lines, without comments and blank lines. */
final class ConfigText {

  /** Bytes of a file, or characters of a text. */
  static final int LONGEST = 1 << 20;

  static final int MOST_LINES = 65_536;

  /** Characters of a line; the kernel takes 128 KiB as one argument of a command. */
  static final int LONGEST_LINE = 32_768;

  private static final String TOO_LONG = "file must have at most " + LONGEST + " bytes";

  /** What undecodable bytes become. */
  private static final char NOT_UTF8 = '\ufffd';

  private static final char BYTE_ORDER_MARK = '\ufeff';

  /**
   * A line that says something.
   *
   * @param number 1 for the first of the file
   * @param text without space at its ends
   */
  record Line(int number, String text) {}

  private ConfigText() {}

  /** All of a file, read as UTF-8. */
  static String read(Path file, Remarks remarks) throws KnockdConfigException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length <= LONGEST) {
        return new String(bytes, StandardCharsets.UTF_8);
      }
      remarks.error(0, TOO_LONG);
    } catch (NoSuchFileException e) {
      remarks.error(0, "cannot be read: no such file");
    } catch (AccessDeniedException e) {
      remarks.error(0, "cannot be read: permission denied");
    } catch (IOException e) {
      remarks.error(0, "cannot be read: " + e.getMessage());
    }
    throw remarks.exception();
  }

  /** The lines that say something, as far as the text keeps within bounds. */
  static List<Line> lines(String text, Remarks remarks) throws KnockdConfigException {
    if (text.length() > LONGEST) {
      remarks.error(0, TOO_LONG);
      throw remarks.exception();
    }
    List<Line> lines = new ArrayList<>();
    int number = 0;
    int end;
    for (int from = 0; from < text.length(); from = end + 1) {
      end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      if (++number > MOST_LINES) {
        remarks.error(number, "file must have at most " + MOST_LINES + " lines");
        break;
      }
      String line = stripped(text.substring(from, end), number);
      if (!line.isEmpty() && line.charAt(0) != '#' && isUsable(line, number, remarks)) {
        lines.add(new Line(number, line));
      }
    }
    return lines;
  }

  private static String stripped(String line, int number) {
    boolean marked = number == 1 && !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK;
    return (marked ? line.substring(1) : line).strip();
  }

  private static boolean isUsable(String line, int number, Remarks remarks) {
    if (line.length() > LONGEST_LINE) {
      remarks.error(
          number, "line must have at most " + LONGEST_LINE + " characters: " + line.length());
      return false;
    }
    if (line.indexOf(NOT_UTF8) >= 0) {
      remarks.error(number, "line must be UTF-8, as everything but comments");
      return false;
    }
    if (line.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
      remarks.error(number, "line must not hold a control character");
      return false;
    }
    return true;
  }
}
