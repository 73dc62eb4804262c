// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import io.github.knock4j.firewall.SshLogins.Login;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshLoginsTest {

  private static final String HEAD = "  sl  local_address rem_address   st\n";
  private static final String LISTENING =
      "   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 11 1\n";
  private static final String COMING =
      "   1: 017100CB:0016 077100CB:C350 01 00000000:00000000 00:00000000 00000000 0 0 12 1\n";

  @TempDir
  private Path network;

  @TempDir
  private Path processes;

  @BeforeEach
  void ownSockets() throws Exception {
    own("100", "java", "77");
  }

  @Test
  void areFoundInTheEnvironment() throws Exception {
    Login login = login("203.0.113.7", 22);

    assertThat(logins("SSH_CONNECTION", "203.0.113.7 50000 203.0.113.1 22").find())
        .containsExactly(login);
    assertThat(logins("SSH_CLIENT", "203.0.113.7 50000 22").find()).containsExactly(login);
    assertThat(logins("SSH_CONNECTION", "fe80::7%eth0 50000 fe80::1%eth0 22").find())
        .containsExactly(login("fe80::7", 22));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "UNKNOWN 65535 UNKNOWN 65535", "203.0.113.7", "1.2.3.4 a b c"})
  void areNotFoundInAnEnvironmentThatTellsNothing(String text) throws Exception {
    assertThat(logins("SSH_CONNECTION", text).find()).isEmpty();
  }

  @Test
  @EnabledIf("isLittleEndian")
  void areFoundAmongTheSocketsOfAnSshServer() throws Exception {
    Files.writeString(network.resolve("tcp"), HEAD + LISTENING + COMING);
    own("200", "sshd", "12");
    own("201", "bash", "12");

    assertThat(logins("", "").find()).containsExactly(login("203.0.113.7", 22));
  }

  @Test
  @EnabledIf("isLittleEndian")
  void areFoundWhereTheOwnerCannotBeSeen() throws Exception {
    Files.writeString(network.resolve("tcp"), HEAD + LISTENING + COMING);

    assertThat(logins("", "").find()).containsExactly(login("203.0.113.7", 22));
  }

  @Test
  @EnabledIf("isLittleEndian")
  void areNoConnectionsOfOtherServers() throws Exception {
    Files.writeString(network.resolve("tcp"), HEAD + LISTENING + COMING);
    own("200", "httpd", "12");

    assertThat(logins("", "").find()).isEmpty();
  }

  @Test
  @EnabledIf("isLittleEndian")
  void areNoConnectionsThatGoOutOrComeFromTheMachineItself() throws Exception {
    Files.writeString(network.resolve("tcp"), HEAD + COMING);
    assertThat(logins("", "").find()).isEmpty();

    Files.writeString(
        network.resolve("tcp"), HEAD + LISTENING + COMING.replace("077100CB", "0100007F"));
    assertThat(logins("", "").find()).isEmpty();
  }

  @Test
  @EnabledIf("isLittleEndian")
  void readsAddressesAsTheKernelWritesThem() {
    assertThat(SshLogins.address("077100CB:C350")).hasToString("203.0.113.7");
    assertThat(SshLogins.address("B80D0120000000000000000007000000:C350"))
        .hasToString("2001:db8::7");
    assertThat(SshLogins.address("0000000000000000FFFF0000077100CB:C350"))
        .hasToString("203.0.113.7");
  }

  private void own(String process, String program, String inode) throws Exception {
    Path files = Files.createDirectories(processes.resolve(process).resolve("fd"));
    Files.writeString(processes.resolve(process).resolve("comm"), program + "\n");
    Files.createSymbolicLink(files.resolve("3"), Path.of("socket:[" + inode + "]"));
  }

  private SshLogins logins(String variable, String text) {
    return new SshLogins(Map.of(variable, text), network, processes);
  }

  private static Login login(String peer, int port) {
    return new Login(IpAddress.parse(peer), port);
  }

  static boolean isLittleEndian() {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  }
}
