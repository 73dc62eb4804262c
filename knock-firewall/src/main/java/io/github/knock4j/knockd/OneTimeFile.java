// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.runtime.Guard;
import io.github.knock4j.spi.DoorAction;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file with one sequence a line, {@code port[:tcp|udp],…}, each of which opens a door one time:
 *
 * <pre>{@code
 * OneTimeFile file = OneTimeFile.at(Path.of("/etc/knock4j/ssh.sequences"));
 * Doorkeeper keeper = Doorkeeper.watching(source)
 *     .guards(List.of(file.guard(Door.named("ssh").openFor(ofMinutes(10)), action)))
 *     .start();
 * }</pre>
 *
 * <p>Lines that begin with {@code #} are used up; a line is marked as used by that character in place
 * of its first one, which people keep free by a space. It is so marked on disk before its door opens.
 * New lines count from the next opening on; if none was left, once {@link #guard} is called again.
 *
 * <p>Marking writes a single byte in place: whatever happens meanwhile, the line is either as it was
 * or used, and no other line changes. Whoever edits the file does so before it is read or after a
 * line was marked, never in between. A file has at most 1 MiB, some 50,000 sequences; it is read as a
 * whole at each opening. One door should use it, in one process; where two do, only one of them opens
 * by a line, and the action of the other fails. Immutable; thread-safe.
 */
public final class OneTimeFile implements OneTimeSequences {

  /** Bytes. */
  static final int LONGEST = 1 << 20;

  /**
   * Held while a file is open. Locks on files are between processes, and a process loses its own as
   * soon as any of its threads closes the file: fcntl(2).
   */
  private static final Object OPEN = new Object();

  /** A door has knocks, also if nobody hears them any more. */
  private static final List<Knock> UNHEARD = List.of(Knock.udp(1));

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
  record Contents(List<Entry> entries, List<Integer> unusableLines) {

    boolean isUsedUp() {
      return entries.isEmpty();
    }

    /** What opens the door next; of a file that is used up, something that must not be heard. */
    List<Knock> next() {
      return isUsedUp() ? UNHEARD : entries.get(0).knocks();
    }
  }

  private final Path file;

  private OneTimeFile(Path file) {
    this.file = file;
  }

  /**
   * A file, which is not read yet.
   *
   * @param file the file; must be there, and writable, when a sequence is used
   * @return the sequences in it
   */
  public static OneTimeFile at(Path file) {
    return new OneTimeFile(Objects.requireNonNull(file, "file"));
  }

  /**
   * A door that opens once with each sequence of this file, the first one that is not used to begin
   * with. If none is left, the guard is {@linkplain Guard#closingOnly closing only}: an earlier
   * process may have died while the door was open by the last one.
   *
   * @param door the door, without any knocks
   * @param actions one or more
   * @return the guard, for {@link io.github.knock4j.runtime.Doorkeeper.Builder#guards}
   * @throws IOException if the file cannot be read, is too long, or has a line that is neither used
   *     nor a sequence
   * @throws IllegalArgumentException if there is no action
   * @throws IllegalStateException if the door has knocks, or is otherwise not as it should be
   */
  public Guard guard(Door.Builder door, DoorAction... actions) throws IOException {
    Contents contents = read();
    if (!contents.unusableLines().isEmpty()) {
      throw new IOException("lines must be port[:tcp|udp],… or begin with #: line "
          + contents.unusableLines().get(0) + " of " + file);
    }
    Door first = door.knocks(contents.next()).build();
    if (first.knocks().size() != contents.next().size()) {
      throw new IllegalStateException(
          "door '" + first.name() + "' must have no knocks but those of " + file);
    }
    Guard guard = Guard.of(first, actions).once(this);
    return contents.isUsedUp() ? guard.closingOnly() : guard;
  }

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
    synchronized (OPEN) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        if (channel.size() > LONGEST) {
          throw new IOException("file must have at most " + LONGEST + " bytes: " + file);
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) channel.size());
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        return Arrays.copyOf(buffer.array(), buffer.position());
      }
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
    synchronized (OPEN) {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        channel.lock(); // until it is closed
        ByteBuffer first = ByteBuffer.allocate(1);
        if (channel.read(first, entry.offset()) != 1 || first.get(0) != entry.firstByte()) {
          throw new IOException("file must not change while a sequence is used: " + file);
        }
        channel.write(ByteBuffer.wrap(new byte[] {'#'}), entry.offset());
        channel.force(true);
      }
    }
  }

  /** Whether the other is the same file, by its path. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OneTimeFile that && file.equals(that.file);
  }

  @Override
  public int hashCode() {
    return file.hashCode();
  }

  @Override
  public String toString() {
    return "OneTimeFile[" + file + "]";
  }
}
