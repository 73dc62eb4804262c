// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.knock4j.Door;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.socket.SocketSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A web server on loopback with a second port, for administrators: whoever has not knocked finds
 * nothing there. No root, no libpcap, and no framework but the JDK's. After {@code mvn package}:
 *
 * <pre>{@code
 * java -cp knock-examples/target/knock.jar io.github.knock4j.examples.AdminServer
 *
 * curl -i http://127.0.0.1:8081/                                 # 404
 * java -jar knock-examples/target/knock.jar knock 127.0.0.1 21801 21803:udp 21802
 * curl -i http://127.0.0.1:8081/                                 # 200, for ten minutes
 * }</pre>
 */
public final class AdminServer implements AutoCloseable {

  private final HttpServer site;
  private final HttpServer admin;
  private final Doorkeeper keeper;

  private AdminServer(HttpServer site, HttpServer admin, Doorkeeper keeper) {
    this.site = site;
    this.admin = admin;
    this.keeper = keeper;
  }

  /**
   * The door before the second port. In a program of one's own, the sequence comes from a
   * configuration that only its user can read.
   *
   * @param lease how long it stays open to a visitor
   * @return a door with three knocks
   */
  public static Door door(Duration lease) {
    return Door.named("admin")
        .knock(tcp(21_801))
        .knock(udp(21_803))
        .knock(tcp(21_802))
        .within(ofSeconds(5))
        .openFor(lease)
        .build();
  }

  /**
   * Serves both ports until it is closed.
   *
   * @param sitePort for everybody; 0 for a free one
   * @param adminPort for visitors who knocked; 0 for a free one
   * @param door what they knock at
   * @return the running server
   * @throws IOException if a port is in use
   */
  public static AdminServer start(int sitePort, int adminPort, Door door) throws IOException {
    Admission admission = new Admission();
    HttpServer site = serverAt(sitePort);
    HttpServer admin = serverAt(adminPort);
    site.createContext("/", exchange -> answer(exchange, 200, "hello"));
    admin.createContext("/", exchange -> {
      // Asked at each request: a connection may outlive the lease.
      boolean admitted = admission.admits(exchange.getRemoteAddress().getAddress());
      answer(exchange, admitted ? 200 : 404, admitted ? "welcome" : "not found");
    });
    Doorkeeper keeper =
        Doorkeeper.watching(SocketSource.onLoopback()).guard(door, admission).start();
    site.start();
    admin.start();
    return new AdminServer(site, admin, keeper);
  }

  private static HttpServer serverAt(int port) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    return HttpServer.create(new InetSocketAddress(loopback, port), 0);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] body = (text + "\n").getBytes(UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /**
   * The port for everybody.
   *
   * @return 1..65535
   */
  public int sitePort() {
    return site.getAddress().getPort();
  }

  /**
   * The port for visitors who knocked.
   *
   * @return 1..65535
   */
  public int adminPort() {
    return admin.getAddress().getPort();
  }

  /** Closes the door, then both ports. */
  @Override
  public void close() {
    keeper.close();
    admin.stop(0);
    site.stop(0);
  }

  /**
   * Serves ports 8080 and 8081, or those that are named, until the process is told to end.
   *
   * @param args the port for everybody and the port for visitors, or nothing
   * @throws Exception if a port is in use
   */
  public static void main(String[] args) throws Exception {
    int sitePort = args.length > 0 ? Integer.parseInt(args[0]) : 8080;
    int adminPort = args.length > 1 ? Integer.parseInt(args[1]) : 8081;
    AdminServer server = start(sitePort, adminPort, door(ofMinutes(10)));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    System.out.println("serving 127.0.0.1:" + server.sitePort() + ", and for visitors who knock :"
        + server.adminPort());
    Thread.currentThread().join();
  }
}
