// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A way for which a script is written each time.
 *
 * <p>Why a script failed is told in words of the system's language, so they are shown and not read:
 * whether a service is missing is asked for instead.
 */
final class ScriptedNft implements NftWay {

  private static final Logger LOG = LoggerFactory.getLogger(ScriptedNft.class);

  private static final String TABLE_LINE = "table inet " + NftService.TABLE;

  /** Runs scripts. */
  interface Interpreter extends Closeable {

    /**
     * Runs one script, all of it or nothing.
     *
     * @return the lines that it printed, perhaps only the first of them
     * @throws IOException with the interpreter's own words if it refuses
     */
    List<String> run(String script) throws IOException, InterruptedException;

    @Override
    void close();
  }

  private final Interpreter interpreter;

  ScriptedNft(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  @Override
  public void setUp(NftService service) throws IOException, InterruptedException {
    interpreter.run(NftScript.setUp(service));
  }

  /** Sets up a service that is not there yet; true if so, false if it is there. */
  boolean create(NftService service) throws IOException, InterruptedException {
    try {
      interpreter.run(NftScript.create(service));
      return true;
    } catch (IOException e) {
      if (isThere(service, e)) {
        return false;
      }
      throw e;
    }
  }

  /** Lets a visitor in until somebody closes. */
  void admit(NftService service, IpAddress visitor) throws IOException, InterruptedException {
    runOnService(service, NftScript.admit(service, visitor), true);
  }

  @Override
  public void remove(NftService service) throws IOException, InterruptedException {
    runOnService(service, NftScript.remove(service), false);
    try {
      interpreter.run(NftScript.removeTable());
    } catch (IOException e) {
      // Another service is left, or no table; the kernel did what was asked a moment ago.
      LOG.debug("table stays table={} reason={}", NftService.TABLE, e.getMessage());
    }
  }

  /** A script that deletes keeps nft from ending for about 10 ms, so that is left for later. */
  @Override
  public void open(NftService service, IpAddress visitor, long timeoutMs)
      throws IOException, InterruptedException {
    try {
      interpreter.run(NftScript.open(service, visitor, timeoutMs));
    } catch (IOException e) {
      renew(service, visitor, timeoutMs); // in already, or fails again
    }
  }

  @Override
  public void renew(NftService service, IpAddress visitor, long timeoutMs)
      throws IOException, InterruptedException {
    String script = NftScript.renew(service, visitor, timeoutMs);
    try {
      runOnService(service, script, true);
    } catch (NotSetUpException e) {
      throw e;
    } catch (IOException e) {
      // Before Linux 6.10 an element may expire between being found and being deleted.
      runOnService(service, script, true);
    }
  }

  @Override
  public void close(NftService service, IpAddress visitor)
      throws IOException, InterruptedException {
    runOnService(service, NftScript.close(service, visitor), false);
  }

  @Override
  public void close() {
    interpreter.close();
  }

  private void runOnService(NftService service, String script, boolean mustBeThere)
      throws IOException, InterruptedException {
    try {
      interpreter.run(script);
    } catch (IOException e) {
      if (isThere(service, e)) {
        throw e;
      }
      if (mustBeThere) {
        throw new NotSetUpException(service);
      }
    }
  }

  /** Fails as before if the kernel does not even answer what tables there are. */
  private boolean isThere(NftService service, IOException failure)
      throws IOException, InterruptedException {
    List<String> tables;
    try {
      tables = interpreter.run(NftScript.listTables());
    } catch (IOException e) {
      throw failure;
    }
    if (!tables.contains(TABLE_LINE)) {
      return false;
    }
    try {
      interpreter.run(NftScript.listHook(service));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
