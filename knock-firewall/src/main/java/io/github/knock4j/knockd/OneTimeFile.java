// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.spi.OneTimeSequences;
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
 * or used, and no other line changes. Whoever edits the file does so before it is read or after a
 * line was marked, never in between.
 */
record OneTimeFile(Path file) implements OneTimeSequences {

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

  /**
   * What a file holds.
   *
   * @param entries what is not used yet, in the order of the lines
   * @param unusableLines the lines that are neither used nor a sequence, 1 for the first of the file
   */
  record Contents(List<Entry> entries, List<Integer> unusableLines) {}

  /** Reads the file as it is now. */
  Contents read() throws IOException {
    byte[] bytes = bytes();
    Contents contents = new Contents(new ArrayList<>(), new ArrayList<>());
    int number = 0;
    int end;
    for (int from = 0; from < bytes.length; from = end + 1) {
      end = from;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      number++;
      String line = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).strip();
      if (!line.isEmpty() && line.charAt(0) != '#') {
        try {
          contents.entries().add(new Entry(from, bytes[from], SequenceText.parse(line)));
        } catch (IllegalArgumentException e) {
          contents.unusableLines().add(number);
        }
      }
    }
    return contents;
  }

  private byte[] bytes() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > LONGEST) {
        throw new IOException("file must have at most " + LONGEST + " bytes: " + file);
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) channel.size());
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      return Arrays.copyOf(buffer.array(), buffer.position());
    }
  }

  @Override
  public @Nullable Door spend(Door door) throws IOException {
    List<Entry> entries = read().entries();
    Entry spent = entries.stream()
        .filter(entry -> entry.knocks().equals(door.knocks()))
        .findFirst()
        .orElseThrow(() -> new IOException("one-time sequence of door '" + door.name()
            + "' is not in its file any more, or used: " + file));
    mark(spent);
    return entries.stream()
        .filter(entry -> !entry.equals(spent))
        .findFirst()
        .map(entry -> door.withKnocks(entry.knocks()))
        .orElse(null);
  }

  /** Returns when the mark is on disk. */
  private void mark(Entry entry) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer first = ByteBuffer.allocate(1);
      if (channel.read(first, entry.offset()) != 1 || first.get(0) != entry.firstByte()) {
        throw new IOException("file must not change while a sequence is used: " + file);
      }
      channel.write(ByteBuffer.wrap(new byte[] {'#'}), entry.offset());
      channel.force(true);
    }
  }
}
