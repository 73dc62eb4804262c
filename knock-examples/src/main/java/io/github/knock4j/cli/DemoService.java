// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.IpAddress;
import io.github.knock4j.examples.Admission;
import io.github.knock4j.spi.DoorAction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/** A small TCP service that talks only to visitors for whom its door is open. */
final class DemoService implements AutoCloseable {

  private static final int PATIENCE_MS = 5000;

  private final ServerSocket listening;
  private final Admission admission = new Admission();

  private DemoService(ServerSocket listening) {
    this.listening = listening;
  }

  static DemoService start() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    DemoService service = new DemoService(new ServerSocket(0, 50, loopback));
    Thread thread = new Thread(service::serve, "demo-service");
    thread.setDaemon(true);
    thread.start();
    return service;
  }

  /** What the door does: admits its visitor, and no longer when the lease ends. */
  DoorAction admission() {
    return admission;
  }

  /** Calls the service as a client does, and answers what it said. */
  String call() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(listening.getLocalSocketAddress(), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      BufferedReader answer = new BufferedReader(
          new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return String.valueOf(answer.readLine());
    }
  }

  private void serve() {
    while (!listening.isClosed()) {
      try (Socket caller = listening.accept()) {
        InetAddress address = caller.getInetAddress();
        String answer =
            admission.admits(address) ? "welcome " + IpAddress.of(address) : "turned away";
        caller.getOutputStream().write((answer + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The caller went away, or the service is being closed: the loop finds out which.
      }
    }
  }

  /** Ports that nobody uses at the moment, neither with TCP nor with UDP, in ascending order. */
  static int[] freePorts(int count) throws IOException {
    Set<Integer> ports = new TreeSet<>();
    while (ports.size() < count) {
      try (ServerSocket free = new ServerSocket(0)) {
        if (isFreeForUdp(free.getLocalPort())) {
          ports.add(free.getLocalPort());
        }
      }
    }
    return ports.stream().mapToInt(port -> port).toArray();
  }

  private static boolean isFreeForUdp(int port) {
    try (DatagramSocket free = new DatagramSocket(new InetSocketAddress(port))) {
      return free.isBound();
    } catch (SocketException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
