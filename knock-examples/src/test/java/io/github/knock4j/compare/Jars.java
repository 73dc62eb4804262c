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
    classes.put("knock-core", Door.class);
    classes.put("slf4j-api", named("org.slf4j.Logger"));
    classes.put("knock-pcap", PcapSource.class);
    classes.put("pcap4j-core", named("org.pcap4j.core.PcapHandle"));
    classes.put("knock-firewall", Nftables.class);
    classes.put("jna", Native.class);
    return classes;
  }

  /** One of a library that is no dependency of this module; without what initializing it would do. */
  private static Class<?> named(String name) throws IOException {
    try {
      return Class.forName(name, false, Jars.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
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
