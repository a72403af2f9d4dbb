// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Outside;
import org.postrider.testkit.TestCertificate;

class ServerTlsTest {
  @TempDir static Path shared;
  private static TestCertificate one;
  private static TestCertificate two;
  @TempDir Path folder;
  private Path certificate;
  private Path key;

  @BeforeAll
  static void make() throws Exception {
    one = TestCertificate.make(shared, "one.example");
    two = TestCertificate.make(shared, "two.example");
  }

  @BeforeEach
  void write() throws Exception {
    certificate = folder.resolve("cert.pem");
    key = folder.resolve("key.pem");
    one.write(certificate, key);
  }

  private ServerTls open() throws IOException {
    return ServerTls.open(TlsSettings.of(new CertificateFiles(certificate, key)));
  }

  private static String subject(ServerTls tls) {
    return tls.certificates().getFirst().getSubjectX500Principal().getName();
  }

  @Test
  void readsCertificateAndKey() throws Exception {
    assertThat(subject(open())).isEqualTo("CN=one.example");
  }

  @Test
  void saysWhichFileIsNotThere() {
    key = folder.resolve("nowhere.pem");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessage(key + " is not there");
  }

  @Test
  void saysThatTheKeyIsOfAnotherCertificate() throws Exception {
    two.write(folder.resolve("unused.pem"), key);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not the key of the first certificate in " + certificate);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no PEM at all",
        "-----BEGIN CERTIFICATE-----\nMIIB",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n=====\n-----END CERTIFICATE-----\n",
      })
  void saysThatACertificateCannotBeRead(String content) throws Exception {
    Files.writeString(certificate, content);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(certificate.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
      })
  void saysThatAKeyCannotBeRead(String content) throws Exception {
    Files.writeString(key, content);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(key.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "genrsa -traditional -out KEY 2048",
        "genrsa -out KEY 2048",
        "ecparam -name prime256v1 -genkey -out KEY",
        "ecparam -name secp384r1 -genkey -noout -out KEY",
        "genpkey -algorithm ed25519 -out KEY",
      })
  void readsKeysAsOpensslWritesThem(String command) throws Exception {
    openssl(List.of(command.replace("KEY", key.toString()).split(" ")));
    openssl(
        List.of(
            ("req -new -x509 -subj /CN=openssl.example -days 2 -key "
                    + key
                    + " -out "
                    + certificate)
                .split(" ")));
    assertThat(subject(open())).isEqualTo("CN=openssl.example");
  }

  private static void openssl(List<String> arguments) throws Exception {
    Path program = Outside.program("openssl");
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void keepsTheOldCertificateWhereTheNewOneIsWrong() throws Exception {
    ServerTls tls = open();
    Files.writeString(certificate, "oops");
    assertThatThrownBy(tls::reload).isInstanceOf(IOException.class);
    assertThat(subject(tls)).isEqualTo("CN=one.example");
  }

  @Test
  void readsTheNewCertificateWhenAskedTo() throws Exception {
    ServerTls tls = open();
    two.write(certificate, key);
    tls.reload();
    assertThat(subject(tls)).isEqualTo("CN=two.example");
  }
}
