// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.mail.auth.Zone;
import org.postrider.testkit.Outside;

/// What we sign others verify, and the other way round.
class OtherImplementationsTest {
  private static final String KEY = "s._domainkey.example.com";

  /// The others read the machine's clock: what we sign is old, and what they sign is not too new.
  private static final Instant THEN = Instant.parse("2024-01-01T00:00:00Z");

  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  /// Has dkimpy verify with the key of a file in place of DNS.
  private static final String VERIFY =
      """
      import dkim, sys
      record = open(sys.argv[1], 'rb').read()
      message = open(sys.argv[2], 'rb').read()
      ok = dkim.verify(message, dnsfunc=lambda name, timeout=5: record)
      print('pass' if ok else 'fail')
      """;

  private static final String SIGN =
      """
      import dkim, sys
      key = open(sys.argv[1], 'rb').read()
      message = open(sys.argv[2], 'rb').read()
      forms = (sys.argv[4].encode(), sys.argv[4].encode())
      field = dkim.sign(message, b's', b'example.com', key, canonicalize=forms,
                        signature_algorithm=sys.argv[3].encode())
      sys.stdout.buffer.write(field + message)
      """;

  private static final String MESSAGE =
      "From: A <a@example.com>\r\nTo: b@example.net\r\nSubject:  a \t fold\r\n\tin  it \r\n"
          + "Message-ID:\r\n <x@example.com>\r\nDate: Thu, 26 Nov 2026 06:00:00 +0000\r\n\r\n"
          + "Hello,\r\n\r\n  this is \t a test. \r\n.\r\n\r\n\r\n";

  @TempDir private Path directory;

  private String run(List<String> command) throws Exception {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    return Files.readString(output, ISO_8859_1) + (status == 0 ? "" : " status " + status);
  }

  private String file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text, UTF_8);
    // opendkim does not use keys that others can read
    file.toFile().setReadable(false, false);
    file.toFile().setReadable(true, true);
    return file.toString();
  }

  private static String signed(
      SignatureAlgorithm algorithm, Canonicalization header, Canonicalization body) {
    SigningPolicy usual = SigningPolicy.defaults();
    SigningPolicy policy =
        new SigningPolicy(usual.fields(), usual.overSigned(), header, body, null);
    DkimSigner signer = new DkimSigner("example.com", "s", Keys.signing(algorithm), policy);
    byte[] octets = MESSAGE.getBytes(UTF_8);
    BodyHashes hashes = new BodyHashes();
    BodyHash hash = signer.want(hashes);
    hashes.octets(octets, Messages.header(octets).size(), octets.length);
    hashes.end();
    return new String(signer.sign(Messages.fields(octets), hash, THEN).octets(), UTF_8) + MESSAGE;
  }

  @ParameterizedTest
  @CsvSource({
    "RSA_SHA256, SIMPLE",
    "RSA_SHA256, RELAXED",
    "ED25519_SHA256, SIMPLE",
    "ED25519_SHA256, RELAXED"
  })
  void dkimpyAgrees(SignatureAlgorithm algorithm, Canonicalization form) throws Exception {
    String python = Outside.file("/usr/bin/python3").toString();
    Outside.file("/usr/lib/python3/dist-packages/dkim/__init__.py");
    KeyPair pair = Keys.of(algorithm);
    String record = file("record", Keys.published(pair));
    String verify = file("verify.py", VERIFY);
    String ours = file("ours.eml", signed(algorithm, form, form));
    assertThat(run(List.of(python, verify, record, ours)).strip()).isEqualTo("pass");
    byte[] encoded = pair.getPrivate().getEncoded();
    byte[] seed = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    boolean isRsa = algorithm == SignatureAlgorithm.RSA_SHA256;
    String key = isRsa ? Keys.pem(pair) : Base64.getEncoder().encodeToString(seed);
    String theirs =
        run(
            List.of(
                python,
                file("sign.py", SIGN),
                file("key", key),
                file("message.eml", MESSAGE),
                algorithm.word(),
                form.word()));
    Zone zone = new Zone().text(KEY, Keys.published(pair));
    assertThat(result(theirs, zone)).as(theirs).isEqualTo(DkimResult.PASS);
  }

  private static DkimResult result(String message, Zone zone) {
    byte[] octets = message.getBytes(ISO_8859_1);
    return Messages.verify(octets, zone, DkimSettings.defaults(), LATER).getFirst().result();
  }

  /// The simple form of fields is left out: opendkim's test mode takes blanks from their values.
  @ParameterizedTest
  @EnumSource(Canonicalization.class)
  void opendkimAgrees(Canonicalization form) throws Exception {
    String opendkim = Outside.program("opendkim").toString();
    KeyPair pair = Keys.of(SignatureAlgorithm.RSA_SHA256);
    String signed = signed(SignatureAlgorithm.RSA_SHA256, Canonicalization.RELAXED, form);
    String keys = file("keys", KEY + " " + Keys.published(pair) + "\n");
    String settings = file("verify.conf", "TestDNSData " + keys + "\n");
    assertThat(run(List.of(opendkim, "-t", file("ours.eml", signed), "-x", settings)))
        .contains("succeeded");
  }
}
