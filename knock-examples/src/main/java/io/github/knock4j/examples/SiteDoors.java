// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.TcpFlags.Flag;

/** The doors of the site's page on doors, one method each. */
public final class SiteDoors {

  private SiteDoors() {}

  static Door ssh() {
    // #region ssh
    Door ssh = Door.named("ssh")
        .knock(tcp(7001))
        .knock(udp(8002))
        .knock(tcp(9003))
        .within(ofSeconds(5)) // all three within five seconds
        .openFor(ofMinutes(10)) // then open for ten minutes
        .build();
    // #endregion ssh
    return ssh;
  }

  static Door web() {
    // #region ignoring
    Door web = Door.named("web")
        .knock(tcp(7001))
        .knock(tcp(8002))
        .knock(tcp(9003))
        .ignoring(tcp(80), tcp(443)) // visitors use these anyway
        .openFor(ofMinutes(10))
        .build();
    // #endregion ignoring
    return web;
  }

  static Door office() {
    // #region allowing
    Door office = Door.named("office")
        .knock(udp(7001))
        .knock(udp(9003))
        .allowing(IpNetwork.parse("198.51.100.0/24"), IpNetwork.parse("2001:db8::/32"))
        .openFor(ofHours(8))
        .build();
    // #endregion allowing
    return office;
  }

  static Door inside() {
    // #region target
    Door inside = Door.named("inside")
        .knock(tcp(7001))
        .knock(tcp(9003))
        .target(IpAddress.parse("192.168.1.10")) // a host behind this router
        .openFor(ofHours(1))
        .build();
    // #endregion target
    return inside;
  }

  static Door backup() {
    // #region cooldown
    Door backup = Door.named("backup")
        .knock(udp(7001))
        .knock(tcp(9003))
        .cooldown(ofMinutes(1)) // one backup a minute and visitor, however often he knocks
        .build();
    // #endregion cooldown
    return backup;
  }

  static Door old() {
    // #region knockd
    Door old = Door.named("old")
        .knock(tcp(7000))
        .knock(tcp(8000))
        .knock(tcp(9000))
        .within(ofSeconds(25))
        .scope(Scope.KNOCK_PORTS) // hears knock ports alone: sweeps may open it
        .flags(TcpFlags.ANY.mustSet(Flag.SYN))
        .openFor(ofSeconds(10))
        .build();
    // #endregion knockd
    return old;
  }
}
