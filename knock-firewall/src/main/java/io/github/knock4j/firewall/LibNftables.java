// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts by libnftables(3), with one context that is kept and collects its output. The library
 * promises nothing to several threads, and its contexts share state: one lock for all of them.
 */
final class LibNftables implements ScriptedNft.Interpreter {

  private static final int DEFAULT_CONTEXT = 0;

  /** Why a script failed stands in the first lines; the script itself is repeated below. */
  private static final int LONGEST_ERROR = 400;

  private @Nullable Pointer context;

  /** The functions; none of them is found where the library is missing. */
  private static final class Library {
    static {
      // The version of the interface: without it, only the development package has the name.
      Native.register(Library.class, NativeLibrary.getInstance("libnftables.so.1"));
    }

    static native @Nullable Pointer nft_ctx_new(int flags);

    static native void nft_ctx_free(Pointer context);

    static native int nft_ctx_buffer_output(Pointer context);

    static native int nft_ctx_buffer_error(Pointer context);

    static native @Nullable Pointer nft_ctx_get_output_buffer(Pointer context);

    static native @Nullable Pointer nft_ctx_get_error_buffer(Pointer context);

    static native int nft_run_cmd_from_buffer(Pointer context, byte[] script);
  }

  private LibNftables(Pointer context) {
    this.context = context;
  }

  /** Opens a netlink socket first: where that fails, the library would end the process. */
  static LibNftables open() throws IOException {
    NetlinkSocket.open().close();
    try {
      synchronized (Library.class) {
        Pointer context = Library.nft_ctx_new(DEFAULT_CONTEXT);
        if (context == null) {
          throw new IOException("libnftables must give a context: out of memory");
        }
        if (Library.nft_ctx_buffer_output(context) != 0
            || Library.nft_ctx_buffer_error(context) != 0) {
          Library.nft_ctx_free(context);
          throw new IOException("libnftables must collect its output: out of memory");
        }
        return new LibNftables(context);
      }
    } catch (LinkageError e) {
      throw new IOException("libnftables.so.1 cannot be loaded: " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> run(String script) throws IOException {
    byte[] text = Native.toByteArray(script, "US-ASCII"); // with a zero at its end
    synchronized (Library.class) {
      Pointer open = context;
      if (open == null) {
        throw new IOException("libnftables is closed");
      }
      int status = Library.nft_run_cmd_from_buffer(open, text);
      // The buffers are the context's own, and good until the next call.
      String output = text(Library.nft_ctx_get_output_buffer(open));
      String error = text(Library.nft_ctx_get_error_buffer(open));
      if (status != 0) {
        throw new IOException("libnftables refuses: " + oneLine(error));
      }
      return output.lines().toList();
    }
  }

  @Override
  public void close() {
    synchronized (Library.class) {
      if (context != null) {
        Library.nft_ctx_free(context);
        context = null;
      }
    }
  }

  private static String text(@Nullable Pointer buffer) {
    return buffer == null ? "" : buffer.getString(0, "UTF-8");
  }

  private static String oneLine(String error) {
    return Printable.cut(Printable.of(error.strip().replace("\n", " | ")), LONGEST_ERROR);
  }
}
