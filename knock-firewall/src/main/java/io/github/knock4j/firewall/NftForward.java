// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import io.github.knock4j.firewall.Nftables.Way;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link PortForward} by nftables: a table of its own, and elements that come and go. */
final class NftForward implements ForwardBackend {

  private static final Logger LOG = LoggerFactory.getLogger(NftForward.class);

  private static final Map<String, State> STATES = new ConcurrentHashMap<>();

  /** What this process knows of one table; all forwards of a port share it. */
  private static final class State {
    final ReentrantLock lock = new ReentrantLock();
    final Holders holders = new Holders();

    @Nullable
    ForwardRules rules;

    ScriptedNft.@Nullable Interpreter interpreter;

    @Nullable
    Way way;
  }

  /** One call, while no other runs. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private final List<Way> ways;
  private final ForwardRules rules;
  private final NftForwardScript script;
  private final State state;

  NftForward(List<Way> ways, ForwardRules rules) {
    this.ways = List.copyOf(ways);
    this.rules = rules;
    script = new NftForwardScript(rules);
    state = STATES.computeIfAbsent(script.table(), table -> new State());
  }

  @Override
  public void setUp() throws IOException, InterruptedException {
    locked(() -> runAndSetUp(""));
  }

  @Override
  public void remove() throws IOException, InterruptedException {
    locked(() -> {
      run(script.remove());
      state.holders.clear();
      state.rules = null;
      closeInterpreter();
      LOG.info("forward removed table={}", script.table());
    });
  }

  @Override
  public void open(Grant grant) throws IOException, InterruptedException {
    locked(() -> {
      String opening = opening(grant);
      if (rules.equals(state.rules)) {
        try {
          run(opening);
          state.holders.add(grant);
          return;
        } catch (IOException e) {
          // Somebody flushed the table, or before Linux 6.10 an element expired meanwhile.
          LOG.debug("forward is set up again table={} reason={}", script.table(), e.getMessage());
        }
      }
      runAndSetUp(opening);
      state.holders.add(grant);
    });
  }

  /** Puts back what is missing, too. */
  @Override
  public void renew(Grant grant) throws IOException, InterruptedException {
    locked(() -> {
      runAndSetUp(opening(grant));
      state.holders.add(grant);
    });
  }

  @Override
  public void resume(Grant grant) throws InterruptedException {
    state.lock.lockInterruptibly();
    try {
      state.holders.add(grant);
    } finally {
      state.lock.unlock();
    }
  }

  @Override
  public void close(Grant grant) throws IOException, InterruptedException {
    locked(() -> {
      if (!state.holders.isHeldByAnother(grant)) {
        try {
          run(script.close(grant.visitor(), state.holders.isLast(grant)));
        } catch (IOException e) {
          if (isThere(e)) {
            throw e;
          }
        }
      }
      state.holders.remove(grant);
    });
  }

  private String opening(Grant grant) {
    long visitorMs = NftGate.timeoutMs(state.holders.leaseNs(Nftables.leased(grant)));
    long outsideMs = NftGate.timeoutMs(state.holders.longestNs(grant));
    return script.open(grant.visitor(), visitorMs, outsideMs);
  }

  private void runAndSetUp(String opening) throws IOException, InterruptedException {
    run(NftForwardScript.script(List.of(script.setUp(), opening)));
    if (!rules.equals(state.rules)) {
      LOG.info("forward set up table={}", script.table());
    }
    state.rules = rules;
  }

  /** Fails as before if the kernel does not even answer what tables there are. */
  private boolean isThere(IOException failure) throws IOException, InterruptedException {
    try {
      return run(script.listTables()).contains("table " + script.table());
    } catch (IOException e) {
      throw failure;
    }
  }

  /** Runs the text by what worked before, else by the first that works. */
  private List<String> run(String text) throws IOException, InterruptedException {
    ScriptedNft.Interpreter known = state.interpreter;
    if (known != null && ways.contains(state.way)) {
      return known.run(text);
    }
    closeInterpreter();
    List<IOException> failures = new ArrayList<>();
    for (Way way : ways) {
      try {
        ScriptedNft.Interpreter opened = way.interpreter();
        state.interpreter = opened;
        state.way = way;
        return opened.run(text);
      } catch (IOException e) {
        closeInterpreter();
        failures.add(e);
      }
    }
    IOException first = failures.get(0);
    failures.stream().skip(1).forEach(first::addSuppressed);
    throw first;
  }

  private void closeInterpreter() {
    if (state.interpreter != null) {
      state.interpreter.close();
      state.interpreter = null;
    }
  }

  private void locked(Step step) throws IOException, InterruptedException {
    state.lock.lockInterruptibly();
    try {
      step.run();
    } finally {
      state.lock.unlock();
    }
  }
}
