// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts a program by posix_spawn(3): in a session of its own and the root directory, with no signal
 * blocked or ignored, whatever this JVM does, and with no descriptor but its stdin, stdout and stderr.
 * Needs glibc 2.34; elsewhere this class cannot be initialized.
 *
 * <p>Texts are encoded as the JDK does it for its own processes. The variables of this JVM are passed on
 * byte by byte, as they were when this class was initialized.
 */
final class PosixSpawn {

  /** Instead of a descriptor: /dev/null. */
  static final int NOTHING = -1;

  private static final String SHELL = "/bin/sh";
  private static final int ENOEXEC = 8;

  // From spawn.h; the structures take 336 and 80 bytes, a sigset_t 128.
  private static final short SETSIGDEF = 0x04;
  private static final short SETSIGMASK = 0x08;
  private static final short SETSID = 0x80;
  private static final int STRUCTURE = 512;

  private static final Charset CHARSET = Runtime.version().feature() < 18
      ? Charset.defaultCharset()
      : Charset.forName(System.getProperty("sun.jnu.encoding"));

  private static final Map<String, String> VARIABLES;
  private static final Memory ATTRIBUTES = new Memory(STRUCTURE);

  static {
    NativeLibrary process = NativeLibrary.getProcess();
    Native.register(PosixSpawn.class, process);
    VARIABLES = variables(process.getGlobalVariableAddress("environ").getPointer(0));
    Memory signals = new Memory(STRUCTURE);
    posix_spawnattr_init(ATTRIBUTES);
    posix_spawnattr_setflags(ATTRIBUTES, (short) (SETSID | SETSIGMASK | SETSIGDEF));
    signals.setMemory(0, STRUCTURE, (byte) 0);
    posix_spawnattr_setsigmask(ATTRIBUTES, signals);
    signals.setMemory(0, STRUCTURE, (byte) 0xff);
    posix_spawnattr_setsigdefault(ATTRIBUTES, signals);
  }

  private PosixSpawn() {}

  /**
   * Starts a program; it runs when this returns. A script that names no interpreter goes to the shell,
   * as execvp(3) does it.
   *
   * @param argv the program, sought in PATH if it has no slash, and its arguments
   * @param variables on top of those of this JVM
   * @param stdin a descriptor above 2, or {@link #NOTHING}
   * @param stdout a descriptor above 2
   * @param stderr a descriptor above 2
   * @return its process id
   * @throws IOException if it cannot be started
   */
  static int start(
      List<String> argv, Map<String, String> variables, int stdin, int stdout, int stderr)
      throws IOException {
    StringArray environment = environment(variables);
    try (Memory actions = new Memory(STRUCTURE)) {
      check(posix_spawn_file_actions_init(actions));
      try {
        check(
            stdin == NOTHING
                ? posix_spawn_file_actions_addopen(actions, 0, "/dev/null", 0, 0)
                : posix_spawn_file_actions_adddup2(actions, stdin, 0));
        check(posix_spawn_file_actions_adddup2(actions, stdout, 1));
        check(posix_spawn_file_actions_adddup2(actions, stderr, 2));
        check(posix_spawn_file_actions_addclosefrom_np(actions, 3));
        check(posix_spawn_file_actions_addchdir_np(actions, "/"));
        return start(argv, environment, actions);
      } finally {
        posix_spawn_file_actions_destroy(actions);
      }
    }
  }

  private static int start(List<String> argv, StringArray environment, Memory actions)
      throws IOException {
    List<String> strings = new ArrayList<>();
    for (String argument : argv) {
      strings.add(raw(argument));
    }
    StringArray arguments = array(strings);
    Pointer file = arguments.getPointer(0);
    int[] pid = new int[1];
    int errno = posix_spawnp(pid, file, actions, ATTRIBUTES, arguments, environment);
    if (errno == ENOEXEC && !argv.get(0).equals(SHELL)) {
      List<String> script = new ArrayList<>(argv);
      script.set(0, Programs.find(argv.get(0)).orElse(argv.get(0)));
      script.add(0, SHELL);
      return start(script, environment, actions);
    }
    check(errno);
    return pid[0];
  }

  private static void check(int errno) throws IOException {
    if (errno != 0) {
      throw new IOException(strerror(errno) + ", errno " + errno);
    }
  }

  private static StringArray environment(Map<String, String> more) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(VARIABLES);
    for (Map.Entry<String, String> variable : more.entrySet()) {
      String name = raw(variable.getKey());
      all.put(name, name + "=" + raw(variable.getValue()));
    }
    return array(all.values());
  }

  /** Ends with NULL, and lives until nobody refers to it. */
  private static StringArray array(Collection<String> raw) {
    return new StringArray(raw.toArray(String[]::new), ISO_8859_1.name());
  }

  /** Encodes a text: each character of the answer stands for a byte. */
  private static String raw(String text) throws IOException {
    if (text.indexOf('\0') >= 0) {
      throw new IOException("arguments and variables must not hold a NUL character");
    }
    return new String(text.getBytes(CHARSET), ISO_8859_1);
  }

  private static Map<String, String> variables(Pointer environ) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String variable : environ.getStringArray(0, ISO_8859_1.name())) {
      // The first of a name is the one that getenv(3) finds.
      variables.putIfAbsent(variable.split("=", 2)[0], variable);
    }
    return variables;
  }

  // Each answers an error number. It may leave an errno behind when it succeeds.

  private static native int posix_spawnattr_init(Pointer attributes);

  private static native int posix_spawnattr_setflags(Pointer attributes, short flags);

  private static native int posix_spawnattr_setsigmask(Pointer attributes, Pointer signals);

  private static native int posix_spawnattr_setsigdefault(Pointer attributes, Pointer signals);

  private static native int posix_spawn_file_actions_init(Pointer actions);

  private static native int posix_spawn_file_actions_destroy(Pointer actions);

  private static native int posix_spawn_file_actions_addopen(
      Pointer actions, int descriptor, String path, int flags, int mode);

  private static native int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

  private static native int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);

  private static native int posix_spawn_file_actions_addchdir_np(Pointer actions, String path);

  private static native int posix_spawnp(
      int[] pid,
      Pointer file,
      Pointer actions,
      Pointer attributes,
      Pointer arguments,
      Pointer environment);

  private static native String strerror(int errno);
}
