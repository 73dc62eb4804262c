// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Tries again and again to start a source on its arguments, which must not succeed, as often as the
 * first one says. Prints the last failure, and how many descriptors it had before and has in the
 * end. Makes an interface {@code radio0} whose frames nobody here can read: {@code tun(4)} lets
 * programs say what a frame is.
 */
final class FailedOpens {

  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNSETLINK = 0x400454cdL;
  private static final short IFF_TUN = 1;
  private static final int ARPHRD_IEEE80211_RADIOTAP = 803;
  private static final int O_RDWR = 2;

  private FailedOpens() {}

  public static void main(String[] args) throws Exception {
    makeRadio();
    new ProcessBuilder("ip", "link", "set", "radio0", "up").inheritIO().start().waitFor();
    List<String> devices = List.of(args).subList(1, args.length);
    fail(devices); // loads libraries
    long before = descriptors();
    String failure = "";
    for (int i = Integer.parseInt(args[0]); i > 0; i--) {
      failure = fail(devices);
    }
    // Handles are closed by the threads that read them, a little later.
    long deadlineNs = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (descriptors() > before && System.nanoTime() - deadlineNs < 0) {
      Thread.onSpinWait();
    }
    System.out.println("failure: " + failure);
    System.out.println("descriptors " + before + " " + descriptors());
  }

  private static String fail(List<String> devices) {
    String[] more = devices.subList(1, devices.size()).toArray(String[]::new);
    try (PcapSource source = PcapSource.on(devices.get(0), more).mustBeUp().buffer(1 << 20)) {
      source.start(List.of(), (packet, nowNs) -> {});
      throw new AssertionError("it started");
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static void makeRadio() {
    int tun = call("open", "/dev/net/tun", O_RDWR);
    ByteBuffer request = ByteBuffer.allocate(40).order(ByteOrder.nativeOrder());
    request.put("radio0".getBytes()).putShort(16, IFF_TUN);
    call("ioctl", tun, TUNSETIFF, request.array());
    call("ioctl", tun, TUNSETLINK, ARPHRD_IEEE80211_RADIOTAP);
  }

  private static int call(String name, Object... arguments) {
    Function function = NativeLibrary.getProcess().getFunction(name, Function.THROW_LAST_ERROR);
    int result = function.invokeInt(arguments);
    if (result < 0) {
      throw new LastErrorException(name + Arrays.toString(arguments));
    }
    return result;
  }

  private static long descriptors() {
    return new File("/proc/self/fd").list().length;
  }
}
