// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.IpAddress;
import io.github.knock4j.firewall.Iptables;
import io.github.knock4j.firewall.Nftables;
import java.io.IOException;
import java.util.List;

/** The firewall that {@code pktables} keeps its services in. */
interface ServiceTables {

  /** What the service is called in messages. */
  String nameOf(String service);

  /** False, and nothing is changed, if the service is there already. */
  boolean create(String service, InitialPort port) throws IOException, InterruptedException;

  void add(String service, IpAddress visitor) throws IOException, InterruptedException;

  void delete(String service, IpAddress visitor) throws IOException, InterruptedException;

  void remove(String service) throws IOException, InterruptedException;

  List<String> services() throws IOException, InterruptedException;

  List<IpAddress> addresses(String service) throws IOException, InterruptedException;

  static ServiceTables iptables(boolean onlyIpv4) {
    Iptables iptables = onlyIpv4 ? Iptables.system().onlyIpv4() : Iptables.system();
    return new ServiceTables() {
      @Override
      public String nameOf(String service) {
        return "Chain 'pk-" + service + "'";
      }

      @Override
      public boolean create(String service, InitialPort port)
          throws IOException, InterruptedException {
        return iptables.service(service).create(port.servicePort());
      }

      @Override
      public void add(String service, IpAddress visitor) throws IOException, InterruptedException {
        iptables.service(service).add(visitor);
      }

      @Override
      public void delete(String service, IpAddress visitor)
          throws IOException, InterruptedException {
        iptables.service(service).delete(visitor);
      }

      @Override
      public void remove(String service) throws IOException, InterruptedException {
        iptables.service(service).remove();
      }

      @Override
      public List<String> services() throws IOException, InterruptedException {
        return iptables.services();
      }

      @Override
      public List<IpAddress> addresses(String service) throws IOException, InterruptedException {
        return iptables.service(service).addresses();
      }
    };
  }

  static ServiceTables nftables() {
    return new ServiceTables() {
      @Override
      public String nameOf(String service) {
        return "Service '" + service + "'";
      }

      /** Established connections are always accepted there, as --syn asks for. */
      @Override
      public boolean create(String service, InitialPort port)
          throws IOException, InterruptedException {
        if (port.acceptsOrLogs()) {
          throw new IllegalArgumentException("--accept and --log must be without --nftables");
        }
        return Nftables.service(service).create(port.port());
      }

      @Override
      public void add(String service, IpAddress visitor) throws IOException, InterruptedException {
        Nftables.service(service).add(visitor);
      }

      @Override
      public void delete(String service, IpAddress visitor)
          throws IOException, InterruptedException {
        Nftables.service(service).delete(visitor);
      }

      @Override
      public void remove(String service) throws IOException, InterruptedException {
        Nftables.service(service).remove();
      }

      @Override
      public List<String> services() throws IOException, InterruptedException {
        return Nftables.services();
      }

      @Override
      public List<IpAddress> addresses(String service) throws IOException, InterruptedException {
        return Nftables.service(service).addresses();
      }
    };
  }
}
