// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.plugins.api.Told;
import org.postrider.testkit.Outside;
import org.postrider.testkit.TestCertificate;

/// Programs of others that know SCRAM, with and without channel binding: GNU SASL and msmtp.
class ScramProgramsTest {
  @TempDir static Path folder;
  private RunningServer running;

  @BeforeAll
  static void make() throws Exception {
    TestCertificate.make(folder, "mx.local.example")
        .write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
  }

  @BeforeEach
  void start() throws Exception {
    running = RunningServer.startSecured(folder, RunningServer.LIMITS, Rabbit.policies());
  }

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  @ParameterizedTest
  @CsvSource({"SCRAM-SHA-256-PLUS, --verbose", "SCRAM-SHA-256, --no-cb"})
  void gsaslProvesItself(String mechanism, String option) throws Exception {
    Program gsasl =
        Program.run(
            "",
            Outside.program("gsasl").toString(),
            "--smtp",
            "--connect=127.0.0.1:" + running.address("submission").getPort(),
            "--x509-ca-file=",
            "--mechanism=" + mechanism,
            "--authentication-id=alice",
            "--authorization-id=alice",
            "--password=rabbit",
            "--starttls",
            option);
    assertThat(authentications()).as(gsasl.said).containsExactly(mechanism + " proved");
    assertThat(gsasl.status).as(gsasl.said).isZero();
  }

  @Test
  void msmtpProvesItself() throws Exception {
    Program msmtp =
        Program.run(
            "Subject: hello\n\nhello\n",
            Outside.program("msmtp").toString(),
            "--host=127.0.0.1",
            "--port=" + running.address("submission").getPort(),
            "--auth=scram-sha-256",
            "--user=alice",
            "--passwordeval=echo rabbit",
            "--tls=on",
            "--tls-starttls=on",
            "--tls-certcheck=off",
            "--from=a@b.example",
            "c@elsewhere.example");
    assertThat(authentications()).as(msmtp.said).containsExactly("SCRAM-SHA-256 proved");
    assertThat(msmtp.status).as(msmtp.said).isZero();
    assertThat(running.queued()).hasSize(1);
  }

  private List<String> authentications() {
    List<String> all = new ArrayList<>();
    for (Told one : running.told) {
      if (one instanceof Told.Authenticated told) {
        all.add(told.mechanism() + (told.proved() ? " proved" : " failed"));
      }
    }
    return all;
  }

  /// A program that has ended, and all it said.
  private record Program(int status, String said) {
    static Program run(String input, String... command) throws Exception {
      Path typed = Files.writeString(folder.resolve("typed"), input);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(typed.toFile())
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Program(process.waitFor(), said);
    }
  }
}
