// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Scanner;

/**
 * A process in a namespace that serves echoes, or asks for them, as each line of its stdin says. It
 * answers with {@code open}, {@code refused} or {@code silent}.
 */
final class TrafficHost {

  private static final int LONG_MS = 5_000;
  private static final int HOLD_MS = 2_000;
  private static final int MOST_TRIES = 5;

  private Socket held = new Socket();

  private TrafficHost() {}

  public static void main(String[] args) throws IOException {
    TrafficHost host = new TrafficHost();
    System.out.println("ready");
    try (Scanner in = new Scanner(System.in)) {
      while (in.hasNextLine()) {
        String line = in.nextLine();
        System.out.println("answer " + host.obey(line.split(" ")));
      }
    }
  }

  private String obey(String... words) throws IOException {
    return switch (words[0]) {
      case "serve-tcp" -> serveTcp(new ServerSocket(number(words[1])));
      case "serve-udp" -> serveUdp(new DatagramSocket(number(words[1])));
      case "tcp" -> tcp(words[1], number(words[2]), number(words[3]));
      case "udp" -> udp(words[1], number(words[2]), number(words[3]));
      case "hold" -> hold(words[1], number(words[2]));
      case "talk" -> talk(held, number(words[1]));
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private static String serveTcp(ServerSocket server) {
    start(() -> {
      while (true) {
        Socket socket = server.accept();
        start(() -> socket.getInputStream().transferTo(socket.getOutputStream()));
      }
    });
    return "serving";
  }

  private static String serveUdp(DatagramSocket server) {
    start(() -> {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        server.receive(packet);
        server.send(packet);
      }
    });
    return "serving";
  }

  private static String tcp(String address, int port, int patienceMs) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), patienceMs);
      return talk(socket, LONG_MS);
    } catch (SocketTimeoutException e) {
      return "silent";
    } catch (ConnectException e) {
      return "refused";
    }
  }

  private static String udp(String address, int port, int patienceMs) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(InetAddress.getByName(address), port);
      socket.setSoTimeout(patienceMs);
      socket.send(new DatagramPacket(new byte[] {'?'}, 1));
      socket.receive(new DatagramPacket(new byte[100], 100));
      return "open";
    } catch (SocketTimeoutException e) {
      return "silent";
    } catch (PortUnreachableException e) {
      return "refused";
    }
  }

  private String hold(String address, int port) throws IOException {
    held.close();
    for (int tries = 1; ; tries++) {
      held = new Socket();
      try {
        held.connect(new InetSocketAddress(address, port), HOLD_MS);
        return talk(held, LONG_MS);
      } catch (SocketTimeoutException e) {
        if (tries == MOST_TRIES) {
          return "silent";
        }
        held.close(); // the port may be that of a connection whose end nobody was told of
      }
    }
  }

  private static String talk(Socket socket, int patienceMs) throws IOException {
    socket.setSoTimeout(patienceMs);
    socket.getOutputStream().write('?');
    try {
      return socket.getInputStream().read() == '?' ? "open" : "ended";
    } catch (SocketTimeoutException e) {
      return "silent";
    }
  }

  @FunctionalInterface
  private interface Service {
    void run() throws IOException;
  }

  private static void start(Service service) {
    Thread thread = new Thread(() -> {
      try {
        service.run();
      } catch (IOException e) {
        System.out.println("service ended: " + e);
      }
    });
    thread.setDaemon(true);
    thread.start();
  }
}
