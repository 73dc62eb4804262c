// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds who is logged in to this machine by SSH: by what sshd(8) puts into the environment of a
 * session, SSH_CONNECTION or SSH_CLIENT, and because sudo(8) and systemd(1) pass on neither, by the
 * established TCP connections to a port that somebody listens on, proc(5), whose owner is an SSH
 * server. An owner that cannot be seen, for want of a privilege or from within a container, is
 * taken for one.
 *
 * @param environment the variables of this process
 * @param network where the kernel lists sockets
 * @param processes where it lists processes
 */
record SshLogins(Map<String, String> environment, Path network, Path processes) {

  /** Somebody at the other end of a connection to a port of this machine. */
  record Login(IpAddress peer, int port) {}

  private record Connection(Login login, String inode) {}

  private static final Pattern SSH_SERVER = Pattern.compile("sshd.*|dropbear.*|tinysshd.*");

  private static final String ESTABLISHED = "01";
  private static final String LISTENING = "0A";

  static SshLogins here() {
    return new SshLogins(System.getenv(), Path.of("/proc/net"), Path.of("/proc"));
  }

  /** All that can be found, the session of this process first. */
  Set<Login> find() throws IOException {
    Set<Login> logins = new LinkedHashSet<>();
    session().ifPresent(logins::add);
    List<Connection> connections = connections();
    if (!connections.isEmpty()) {
      Map<String, Boolean> owners = owners();
      for (Connection connection : connections) {
        if (owners.getOrDefault(connection.inode(), true)) {
          logins.add(connection.login());
        }
      }
    }
    return logins;
  }

  /** "client 50000 server 22", or without the server's address. */
  private Optional<Login> session() {
    String text =
        environment.getOrDefault("SSH_CONNECTION", environment.getOrDefault("SSH_CLIENT", ""));
    String[] words = text.split(" ", -1);
    try {
      // An address of the link has the interface behind it: fe80::1%eth0.
      IpAddress peer = IpAddress.parse(words[0].split("%", 2)[0]);
      return Optional.of(new Login(peer, Integer.parseInt(words[words.length - 1])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private List<Connection> connections() throws IOException {
    Set<Integer> served = new HashSet<>();
    List<Connection> established = new ArrayList<>();
    for (String file : List.of("tcp", "tcp6")) {
      for (String line : lines(network.resolve(file))) {
        // sl local remote st queues timer retransmits uid timeout inode
        String[] words = line.strip().split("\\s+");
        if (words.length > 9 && words[3].equals(LISTENING)) {
          served.add(port(words[1]));
        } else if (words.length > 9 && words[3].equals(ESTABLISHED)) {
          Login login = new Login(address(words[2]), port(words[1]));
          established.add(new Connection(login, words[9]));
        }
      }
    }
    established.removeIf(
        one -> !served.contains(one.login().port()) || isLoopback(one.login().peer()));
    return established;
  }

  /** There is none where the kernel has no IPv6. */
  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** Words of 32 bits in hexadecimal digits, each as the machine keeps it. */
  static IpAddress address(String socket) {
    String digits = socket.substring(0, socket.indexOf(':'));
    ByteBuffer bytes = ByteBuffer.allocate(digits.length() / 2).order(ByteOrder.nativeOrder());
    for (int i = 0; i < digits.length(); i += 8) {
      bytes.putInt(Integer.parseUnsignedInt(digits.substring(i, i + 8), 16));
    }
    return IpAddress.ofBytes(bytes.array());
  }

  private static int port(String socket) {
    return Integer.parseInt(socket.substring(socket.indexOf(':') + 1), 16);
  }

  private static boolean isLoopback(IpAddress address) {
    return address.toInetAddress().isLoopbackAddress();
  }

  /** Whether one of the processes that hold a socket is an SSH server, by the socket's inode. */
  private Map<String, Boolean> owners() throws IOException {
    Map<String, Boolean> owners = new HashMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[0-9]*")) {
      for (Path process : all) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
          boolean ssh = SSH_SERVER
              .matcher(Files.readString(process.resolve("comm")).strip())
              .matches();
          for (Path file : files) {
            String target = Files.readSymbolicLink(file).toString();
            if (target.startsWith("socket:[")) {
              owners.merge(target.substring(8, target.length() - 1), ssh, Boolean::logicalOr);
            }
          }
        } catch (IOException | DirectoryIteratorException e) {
          // It has ended meanwhile, closed the file, or may not be looked into.
        }
      }
    }
    return owners;
  }
}
