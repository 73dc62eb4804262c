// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.client.KnockClient;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.runtime.DoorkeeperEvent;
import io.github.knock4j.runtime.DoorkeeperEvent.Closed;
import io.github.knock4j.runtime.DoorkeeperEvent.Opened;
import io.github.knock4j.socket.SocketSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Opens and closes a door on loopback before one's eyes: no root, no libpcap, a few seconds. */
@Command(
    name = "demo",
    description = "Opens and closes a door on loopback, and tells every step.",
    mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {

  private static final Duration LEASE = ofSeconds(2);
  private static final Duration PATIENCE = ofSeconds(5);

  @Spec
  private CommandSpec spec;

  private final BlockingQueue<DoorkeeperEvent> events = new LinkedBlockingQueue<>();
  private int step;
  private boolean failed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (DemoService service = DemoService.start()) {
      List<Knock> sequence = freeSequence();
      Door door = Door.named("demo")
          .knocks(sequence)
          .within(ofSeconds(5))
          .openFor(LEASE)
          .build();
      try (Doorkeeper keeper = guarding(door, service)) {
        play(service, sequence);
        tell(
            "That was all. Doors opened: %d, closed: %d, packets heard: %d.",
            keeper.status().opened(),
            keeper.status().closed(),
            keeper.status().engine().packets());
      }
    }
    return failed ? 1 : 0;
  }

  private Doorkeeper guarding(Door door, DemoService service) throws IOException {
    return Doorkeeper.watching(SocketSource.onLoopback())
        .guard(door, service.admission())
        .onEvent(events::add)
        .start();
  }

  private void play(DemoService service, List<Knock> sequence)
      throws IOException, InterruptedException {
    tell(
        "A service listens on loopback, behind a door. It talks to those for whom the door is open.");
    expect("I call it without knocking", "turned away", service.call());

    tell("I knock at the right ports, in the wrong order.");
    knock(List.of(sequence.get(2), sequence.get(1), sequence.get(0)));
    expect("I call the service", "turned away", service.call());

    tell("I knock at the same ports in the right order.");
    knock(sequence);
    expectEvent(
        "The doorkeeper opens the door for %d seconds".formatted(LEASE.toSeconds()), Opened.class);
    expect("I call the service", "welcome 127.0.0.1", service.call());

    tell("Now I wait for the lease to end.");
    expectEvent("The doorkeeper closes the door", Closed.class);
    expect("I call the service once more", "turned away", service.call());
  }

  private static void knock(List<Knock> knocks) throws IOException, InterruptedException {
    KnockClient.to(IpAddress.parse("127.0.0.1")).every(ofMillis(150)).send(knocks);
  }

  private static List<Knock> freeSequence() throws IOException {
    int[] ports = DemoService.freePorts(3);
    return List.of(tcp(ports[0]), udp(ports[1]), tcp(ports[2]));
  }

  private void expect(String what, String wanted, String answer) {
    boolean right = wanted.equals(answer);
    failed |= !right;
    tell("%s: \"%s\"%s", what, answer, right ? "." : " - WRONG, \"" + wanted + "\" was to come.");
  }

  private void expectEvent(String what, Class<? extends DoorkeeperEvent> wanted)
      throws InterruptedException {
    DoorkeeperEvent event = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    boolean right = wanted.isInstance(event);
    failed |= !right;
    tell("%s%s", what, right ? "." : " - WRONG, it did not.");
  }

  private void tell(String text, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%2d. %s%n", ++step, text.formatted(values));
    out.flush();
  }
}
