// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import com.sun.jna.Native;
import io.github.knock4j.Door;
import io.github.knock4j.firewall.Nftables;
import io.github.knock4j.pcap.PcapSource;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** How large the files are that come onto a class path with the library. */
final class Jars {

  static final String TOPIC = "jars";

  private Jars() {}

  static void note(Notes notes) throws IOException {
    for (Map.Entry<String, Class<?>> jar : classes().entrySet()) {
      notes.note(TOPIC, "kB", jar.getKey(), "kB", bytes(jar.getValue()) / 1e3);
    }
  }

  /** A class of each. */
  private static Map<String, Class<?>> classes() throws IOException {
    Map<String, Class<?>> classes = new LinkedHashMap<>();
    try {
      classes.put("knock-core", Door.class);
      classes.put("slf4j-api", Class.forName("org.slf4j.Logger"));
      classes.put("knock-pcap", PcapSource.class);
      classes.put("pcap4j-core", Class.forName("org.pcap4j.core.PcapHandle"));
      classes.put("knock-firewall", Nftables.class);
      classes.put("jna", Native.class);
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
    return classes;
  }

  private static long bytes(Class<?> inside) throws IOException {
    try {
      Path jar =
          Path.of(inside.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isRegularFile(jar)) {
        throw new IOException("not in a jar yet, package it first: " + jar);
      }
      return Files.size(jar);
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
