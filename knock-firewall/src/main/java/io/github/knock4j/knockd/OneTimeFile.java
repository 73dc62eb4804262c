// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Knock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file with one sequence a line, each of which is good for one time. Lines that begin with {@code #}
 * are used up; a line is marked as used by that character in place of its first one, which people
 * keep free by a space.
 *
 * <p>Marking writes a single byte in place: whatever happens meanwhile, the line is either as it was
 * or used, and no other line changes. Immutable: shows the file as it was when it was read.
 */
final class OneTimeFile {

  /** Bytes; some 50,000 sequences. */
  static final int LONGEST = 1 << 20;

  /**
   * A line that is not used yet.
   *
   * @param offset where it begins, in bytes
   * @param firstByte what stands there
   * @param knocks its sequence
   */
  record Entry(long offset, byte firstByte, List<Knock> knocks) {}

  private final Path file;
  private final List<Entry> entries;
  private final List<Integer> unusableLines;

  private OneTimeFile(Path file, List<Entry> entries, List<Integer> unusableLines) {
    this.file = file;
    this.entries = List.copyOf(entries);
    this.unusableLines = List.copyOf(unusableLines);
  }

  /** Reads a file; lines that hold no sequence are left out. */
  static OneTimeFile read(Path file) throws IOException {
    byte[] bytes = bytes(file);
    List<Entry> entries = new ArrayList<>();
    List<Integer> unusable = new ArrayList<>();
    int number = 0;
    int end;
    for (int from = 0; from < bytes.length; from = end + 1) {
      end = from;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      number++;
      String line = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).strip();
      if (line.isEmpty() || bytes[from] == '#' || line.charAt(0) == '#') {
        continue;
      }
      try {
        entries.add(new Entry(from, bytes[from], SequenceText.parse(line)));
      } catch (IllegalArgumentException e) {
        unusable.add(number);
      }
    }
    return new OneTimeFile(file, entries, unusable);
  }

  private static byte[] bytes(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > LONGEST) {
        throw new IOException("file must have at most " + LONGEST + " bytes: " + file);
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) channel.size());
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      return Arrays.copyOf(buffer.array(), buffer.position());
    }
  }

  Path file() {
    return file;
  }

  /** The sequence that is to be used next, or null if none is left. */
  @Nullable
  Entry first() {
    return entries.isEmpty() ? null : entries.get(0);
  }

  /** The lines that are neither used nor a sequence, 1 for the first of the file. */
  List<Integer> unusableLines() {
    return unusableLines;
  }

  /**
   * Marks a line as used, and returns when that is on disk.
   *
   * @throws IOException if it is used already, the file has changed meanwhile, or cannot be written
   */
  void use(Entry entry) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer first = ByteBuffer.allocate(1);
      if (channel.read(first, entry.offset()) != 1 || first.get(0) != entry.firstByte()) {
        throw new IOException(
            "one-time sequence is used already, or the file has changed: " + file);
      }
      channel.write(ByteBuffer.wrap(new byte[] {'#'}), entry.offset());
      channel.force(true);
    }
  }
}
