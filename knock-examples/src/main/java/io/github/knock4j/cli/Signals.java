// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.lang.reflect.Proxy;

/**
 * Hears the signals that people send to a daemon. The JDK's class for that is for everybody's use
 * (JEP 260) but makes the compiler warn, which is why it is called by reflection.
 */
final class Signals {

  private Signals() {}

  /**
   * Has a signal run a task, on a thread of its own, instead of what it does otherwise; also one that
   * this process was started to ignore, as by nohup(1), where a JVM would hear nothing.
   *
   * @param name without SIG
   * @throws IllegalStateException if this JVM or system has no such signal
   */
  static void on(String name, Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object running = Proxy.newProxyInstance(
          Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
            task.run();
            return null;
          });
      Object heard = signal.getConstructor(String.class).newInstance(name);
      SystemCalls.stopIgnoring((int) signal.getMethod("getNumber").invoke(heard));
      signal.getMethod("handle", signal, handler).invoke(null, heard, running);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("signal cannot be heard: " + name, e);
    }
  }
}
