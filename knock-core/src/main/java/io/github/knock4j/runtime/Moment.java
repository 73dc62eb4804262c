// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A moment that a later process can still make sense of: by the wall clock, which may be set, and by
 * the time since this host was booted, which means something until it is booted again. The latter
 * also counts while the host sleeps, as CLOCK_BOOTTIME of clock_gettime(2).
 *
 * @param wallMs milliseconds since 1970
 * @param boot which boot of which host, or {@link #NO_BOOT}
 * @param upMs milliseconds since then; 0 without a boot
 */
record Moment(long wallMs, String boot, long upMs) {

  /** What stands for the boot where nobody numbers them. */
  static final String NO_BOOT = "-";

  /** The kernel tells hundredths of a second; a lease shall not end early because of that. */
  private static final int UPTIME_TICK_MS = 10;

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path UPTIME = Path.of("/proc/uptime");

  /** Now, by the clocks of this host: random(4) and proc_uptime(5) where there are such. */
  static Moment now() {
    long wallMs = System.currentTimeMillis();
    try {
      String boot = Files.readString(BOOT_ID).strip();
      String seconds = Files.readString(UPTIME).split(" ", 2)[0];
      return boot.matches("[0-9a-f-]{2,64}")
          ? new Moment(wallMs, boot, Math.round(Double.parseDouble(seconds) * 1000))
          : new Moment(wallMs, NO_BOOT, 0);
    } catch (IOException | RuntimeException e) { // no Linux, or no such files in this container
      return new Moment(wallMs, NO_BOOT, 0);
    }
  }

  /** The moment that is so much later, or earlier if negative. */
  Moment plusMs(long ms) {
    return new Moment(wallMs + ms, boot, boot.equals(NO_BOOT) ? 0 : upMs + ms);
  }

  /** Milliseconds from now until this: by the clock that says less, if both can be asked. */
  long untilMs(Moment now) {
    long byWallMs = wallMs - now.wallMs;
    long byBootMs = upMs - now.upMs + UPTIME_TICK_MS;
    return isSameBoot(now) ? Math.min(byWallMs, byBootMs) : byWallMs;
  }

  /** Whether the host is known not to have been booted in between. */
  boolean isSameBoot(Moment other) {
    return !boot.equals(NO_BOOT) && boot.equals(other.boot);
  }
}
