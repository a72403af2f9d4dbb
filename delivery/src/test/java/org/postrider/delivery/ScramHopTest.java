// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.testkit.Child;
import org.postrider.testkit.DovecotAuth;
import org.postrider.testkit.PostfixServer;
import org.postrider.testkit.TestCertificate;

/// SCRAM with a Postfix, behind which a Dovecot knows the users: one with its password, one with a
/// hash that is of no use for SCRAM.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScramHopTest {
  @TempDir private static Path directory;
  private final InetSocketAddress address = Child.freeAddress();
  private DovecotAuth dovecot;
  private PostfixServer postfix;

  ScramHopTest() throws IOException {}

  @BeforeAll
  void start() throws Exception {
    TestCertificate.make(directory, "localhost")
        .write(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    dovecot =
        DovecotAuth.start(
            Map.of(
                "plain",
                "{PLAIN}pencil",
                "hashed",
                // SHA-256 of "pencil"
                "{SHA256.HEX}13809668fb436386706f67dcb052ed584a04ba16a8c02a17d66d34c30fceda21"),
            "plain login scram-sha-1 scram-sha-256");
    postfix = PostfixServer.start(directory.resolve("postfix"), address, settings());
  }

  private String settings() {
    return """
    smtpd_tls_security_level = may
    smtpd_tls_cert_file = %1$s/cert.pem
    smtpd_tls_key_file = %1$s/key.pem
    smtpd_sasl_auth_enable = yes
    smtpd_sasl_type = dovecot
    smtpd_sasl_path = %2$s
    smtpd_sasl_security_options = noanonymous
    smtpd_relay_restrictions = permit_sasl_authenticated, reject
    default_transport = discard:
    """
        .formatted(directory, dovecot.socket());
  }

  @AfterAll
  void stop() throws IOException {
    postfix.close();
    dovecot.close();
  }

  @ParameterizedTest
  @CsvSource({"plain, pencil, SCRAM-SHA-256", "hashed, pencil, PLAIN"})
  void provesWhoWeAre(String user, String password, String mechanism) throws Exception {
    Told.Attempted told = attempted(user, password);
    assertThat(told.ending()).as(told.reason()).isEqualTo(Told.Ending.DELIVERED);
    assertThat(Files.readString(directory.resolve("postfix/log")))
        .contains("sasl_method=" + mechanism + ", sasl_username=" + user);
  }

  @ParameterizedTest
  @CsvSource({"plain, wrong", "nobody, pencil"})
  void aWrongPasswordLetsMailWait(String user, String password) throws Exception {
    Told.Attempted told = attempted(user, password);
    assertThat(told.ending()).isEqualTo(Told.Ending.DEFERRED);
    assertThat(told.reason()).contains("535 5.7.8");
  }

  private Told.Attempted attempted(String user, String password) throws IOException {
    Route.Host host =
        new Route.Host(
            List.of(new Route.Address("127.0.0.1", address.getPort())),
            false,
            Tls.ENCRYPT,
            new Route.Credentials(user, password));
    try (Rig rig = Rig.open(Rig.with(new Route(List.of("*"), host)))) {
      rig.send("a@from.example", "Subject: x\r\n\r\nhello\r\n", "b@to.example");
      return rig.awaitAttempt("b@to.example");
    }
  }
}
