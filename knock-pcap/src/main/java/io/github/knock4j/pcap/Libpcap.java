// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import com.sun.jna.LastErrorException;
import com.sun.jna.Platform;
import io.github.knock4j.packet.LinkType;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.PcapDirection;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.Pcaps;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens handles of libpcap; where that fails, one sentence tells what would mend it. */
final class Libpcap {

  private static final Logger LOG = LoggerFactory.getLogger(Libpcap.class);

  /** The longest chain of headers that is worth reading is shorter; payload is never looked at. */
  static final int SNAP_LENGTH = 256;

  // pcap_activate(3PCAP)
  private static final int NO_SUCH_DEVICE = -5;
  private static final int PERMISSION_DENIED = -8;
  private static final int INTERFACE_NOT_UP = -9;

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;

  private static final String PRIVILEGE = "needs the capability CAP_NET_RAW: run as root, or with"
      + " systemd's AmbientCapabilities=CAP_NET_RAW, or give it to a Java of your own by"
      + " 'setcap cap_net_raw+ep …/bin/java'";

  private Libpcap() {}

  /**
   * Finds out whether capturing can work at all, before there is an interface to try it on.
   *
   * @throws IOException if libpcap is missing, or on Linux the privilege
   */
  static void require() throws IOException {
    try {
      Pcaps.libVersion();
      if (Platform.isLinux()) {
        LibC.close(LibC.socket(AF_PACKET, SOCK_RAW, 0));
      }
    } catch (LinkageError e) {
      throw missing(e);
    } catch (LastErrorException e) {
      boolean isForbidden = e.getErrorCode() == LibC.EPERM || e.getErrorCode() == LibC.EACCES;
      throw new IOException(
          "cannot capture: " + (isForbidden ? PRIVILEGE : "errno " + e.getErrorCode()));
    }
  }

  static PcapHandle live(String device, boolean immediate, int timeoutMs, int bufferBytes)
      throws IOException {
    try {
      PcapHandle handle = new PcapHandle.Builder(device)
          .snaplen(SNAP_LENGTH)
          .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
          .immediateMode(immediate)
          .timeoutMillis(timeoutMs)
          .bufferSize(bufferBytes)
          .build();
      inboundOnly(handle, device);
      return handle;
    } catch (PcapNativeException e) {
      throw failure(e, device);
    } catch (LinkageError e) {
      throw missing(e);
    }
  }

  /** An outgoing packet does little harm: its destination is not local. */
  private static void inboundOnly(PcapHandle handle, String device) {
    try {
      handle.setDirection(PcapDirection.IN);
    } catch (PcapNativeException | NotOpenException e) {
      LOG.debug("capture sees outgoing packets too interface={}", device, e);
    }
  }

  static PcapHandle file(String path) throws IOException {
    try {
      return Pcaps.openOffline(path, TimestampPrecision.NANO);
    } catch (PcapNativeException e) {
      throw new IOException("cannot read capture file '" + path + "': " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw missing(e);
    }
  }

  static LinkType linkType(PcapHandle handle, String what) throws IOException {
    int number = handle.getDlt().value();
    return LinkType.ofNumber(number)
        .orElseThrow(() -> new IOException("cannot read frames of " + what + ": its link type is "
            + number + ", readable are " + List.of(LinkType.values())));
  }

  private static IOException failure(PcapNativeException e, String device) {
    return switch (Objects.requireNonNullElse(e.getReturnCode(), 0)) {
      case NO_SUCH_DEVICE, INTERFACE_NOT_UP ->
        new InterfaceAbsentException("interface '" + device + "' has just gone");
      case PERMISSION_DENIED -> failure(e, device, PRIVILEGE + " (" + e.getMessage() + ")");
      default -> failure(e, device, String.valueOf(e.getMessage()));
    };
  }

  private static IOException failure(PcapNativeException e, String device, String advice) {
    return new IOException("cannot capture on interface '" + device + "': " + advice, e);
  }

  private static IOException missing(LinkageError e) {
    String cause = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new IOException(
        "libpcap cannot be loaded: install it (Debian and Ubuntu: apt install libpcap0.8, others:"
            + " libpcap), or use a source that does without it (" + cause + ")",
        e);
  }
}
