// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.spi.DoorAction;

/** A process that opens doors as a keeper would, and prints how long that takes. */
final class Opening {

  private Opening() {}

  /**
   * Opens doors that stay open, then one after the other that is closed at once. Prints how long each
   * of these took to open, and to close, in nanoseconds.
   *
   * @param args the {@link Program} to be; how many doors stay open, and how many do not
   */
  public static void main(String[] args) throws Exception {
    Program program = Program.valueOf(args[0]);
    DoorAction action = Keeper.action(program);
    int staying = Integer.parseInt(args[1]);
    action.prepare();
    for (int visitor = 1; visitor <= staying; visitor++) {
      action.open(grant(visitor));
    }
    for (int i = 0; i < program.warmUp(); i++) {
      openAndClose(action, grant(staying + 1));
    }
    for (int i = 1; i <= Integer.parseInt(args[2]); i++) {
      System.out.println(openAndClose(action, grant(staying + i)));
    }
  }

  private static String openAndClose(DoorAction action, Grant grant) throws Exception {
    long startNs = System.nanoTime();
    action.open(grant);
    long openNs = System.nanoTime();
    action.close(grant);
    return openNs - startNs + " " + (System.nanoTime() - openNs);
  }

  private static Grant grant(int visitor) {
    IpAddress address = IpAddress.parse(Visitors.address(visitor));
    return Grant.of(Doors.SSH, address, System.nanoTime());
  }
}
