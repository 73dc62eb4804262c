// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A JVM in a host of a laboratory that makes real connections, told by lines on stdin: {@code serve
 * TCP-PORT UDP-PORT} echoes on both; {@code probe FROM TO TCP-PORT UDP-PORT} answers which of them
 * echo; {@code hold …} is the same and keeps the connections; {@code say} answers which of those
 * still echo; {@code ping TO} answers whether it replies to an ICMP echo, which takes root. A
 * question ends with what should be open ({@code tcp}, {@code udp}, {@code icmp}): that is waited for
 * longer, as nothing but a broken test has to wait to the end.
 */
final class Peer {

  /** Enough where an answer comes; it is not waited for. */
  private static final int LONG_MS = 10_000;

  /** Enough to believe that none comes. */
  private static final int SHORT_MS = 500;

  private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  });

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private static Socket heldTcp;
  private static DatagramSocket heldUdp;

  private Peer() {}

  public static void main(String[] args) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println("answer: " + answer(line.split(" ")));
    }
  }

  private static String answer(String... words) throws Exception {
    return switch (words[0]) {
      case "serve" -> serve(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "probe" -> probe(words, false);
      case "hold" -> probe(words, true);
      case "ping" -> ping(words[1], patienceMs("icmp", words));
      case "say" ->
        both(
            () -> echoes(heldTcp, patienceMs("tcp", words)),
            () -> echoes(heldUdp, patienceMs("udp", words)));
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private static int patienceMs(String protocol, String... words) {
    return List.of(words).contains(protocol) ? LONG_MS : SHORT_MS;
  }

  private static String serve(int tcpPort, int udpPort) throws IOException {
    ServerSocket server = new ServerSocket(tcpPort);
    DatagramSocket datagrams = new DatagramSocket(udpPort);
    THREADS.execute(() -> {
      while (true) {
        try {
          Socket client = server.accept();
          THREADS.submit(() -> client.getInputStream().transferTo(client.getOutputStream()));
        } catch (IOException e) {
          return;
        }
      }
    });
    THREADS.execute(() -> {
      while (true) {
        try {
          DatagramPacket packet = new DatagramPacket(new byte[1], 1);
          datagrams.receive(packet);
          datagrams.send(packet);
        } catch (IOException e) {
          // an answer that nobody could take
        }
      }
    });
    return "serving";
  }

  private static String ping(String address, int patienceMs) throws IOException {
    return InetAddress.getByName(address).isReachable(patienceMs) ? "[icmp]" : "[]";
  }

  private static String probe(String[] words, boolean hold) throws Exception {
    InetSocketAddress from = new InetSocketAddress(words[1], 0);
    InetSocketAddress tcp = new InetSocketAddress(words[2], Integer.parseInt(words[3]));
    InetSocketAddress udp = new InetSocketAddress(words[2], Integer.parseInt(words[4]));
    Socket socket = new Socket();
    DatagramSocket datagrams = new DatagramSocket(from);
    try {
      return both(
          () -> {
            socket.bind(from);
            int patienceMs = patienceMs("tcp", words);
            socket.connect(tcp, patienceMs);
            return echoes(socket, patienceMs);
          },
          () -> {
            datagrams.connect(udp);
            return echoes(datagrams, patienceMs("udp", words));
          });
    } finally {
      if (hold) {
        heldTcp = socket;
        heldUdp = datagrams;
      } else {
        socket.close();
        datagrams.close();
      }
    }
  }

  private static String both(Callable<Boolean> tcp, Callable<Boolean> udp) throws Exception {
    Future<Boolean> tcpEchoes = THREADS.submit(tcp);
    Future<Boolean> udpEchoes = THREADS.submit(udp);
    List<String> open = new ArrayList<>();
    if (isTrue(tcpEchoes)) {
      open.add("tcp");
    }
    if (isTrue(udpEchoes)) {
      open.add("udp");
    }
    return open.toString();
  }

  private static boolean isTrue(Future<Boolean> echoes) throws InterruptedException {
    try {
      return echoes.get();
    } catch (ExecutionException e) {
      return false; // refused, unreachable, or no answer in time
    }
  }

  private static boolean echoes(Socket socket, int patienceMs) throws IOException {
    socket.setSoTimeout(patienceMs);
    socket.getOutputStream().write('k');
    return socket.getInputStream().read() == 'k';
  }

  /** Sends anew what may have been lost, and does not take an earlier echo for this one. */
  private static boolean echoes(DatagramSocket socket, int patienceMs) throws IOException {
    byte number = (byte) NUMBERS.incrementAndGet();
    socket.setSoTimeout(SHORT_MS);
    for (int ms = 0; ms < patienceMs; ms += SHORT_MS) {
      socket.send(new DatagramPacket(new byte[] {number}, 1));
      try {
        DatagramPacket echo = new DatagramPacket(new byte[1], 1);
        do {
          socket.receive(echo);
        } while (echo.getData()[0] != number);
        return true;
      } catch (SocketTimeoutException e) {
        // not yet
      }
    }
    return false;
  }
}
