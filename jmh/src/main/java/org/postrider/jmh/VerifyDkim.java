// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.postrider.mail.auth.dkim.BodyHash;
import org.postrider.mail.auth.dkim.BodyHashes;
import org.postrider.mail.auth.dkim.DkimSettings;
import org.postrider.mail.auth.dkim.DkimSigner;
import org.postrider.mail.auth.dkim.DkimVerdict;
import org.postrider.mail.auth.dkim.DkimVerifier;
import org.postrider.mail.auth.dkim.SignedFields;
import org.postrider.mail.auth.dkim.SigningKey;
import org.postrider.mail.auth.dkim.SigningPolicy;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderSection;

/// What one RSA-2048 signature of a message of 4 KB costs to verify, from the octets on and with
/// the key at hand as text, beside the bare signature and hash of as many octets; and what it costs
/// to sign.
///
/// `./mvnw -pl jmh -am -Pmeasure -DskipTests verify -Djmh.args=VerifyDkim`
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class VerifyDkim extends Measured {
  private static final int SIZE = 4 * 1024;
  private static final int SIGNED = 1_000;
  private static final String ALGORITHM = "SHA256withRSA";

  private final Remembered lookup = new Remembered();
  private KeyPair pair;
  private DkimSigner signer;
  private byte[] plain;
  private byte[] signed;
  private byte[] bare;

  /// Makes the key and signs the message.
  @Setup
  public void sign() throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    pair = generator.generateKeyPair();
    String key = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    lookup.text("s._domainkey.example.com", "v=DKIM1; k=rsa; p=" + key);
    signer =
        new DkimSigner(
            "example.com", "s", SigningKey.of(pair.getPrivate()), SigningPolicy.defaults());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      text.append("X-Field-").append(i).append(": a value as long as those of real mail are\r\n");
    }
    text.append("From: A <a@example.com>\r\nTo: b@example.net\r\nSubject: hello\r\n\r\n");
    while (text.length() < SIZE) {
      text.append("This is a line of text with some words in it, as people write them.\r\n");
    }
    plain = text.toString().getBytes(StandardCharsets.US_ASCII);
    signed =
        (new String(field(), StandardCharsets.US_ASCII) + text).getBytes(StandardCharsets.US_ASCII);
    Signature signature = Signature.getInstance(ALGORITHM);
    signature.initSign(pair.getPrivate());
    signature.update(signed, 0, SIGNED);
    bare = signature.sign();
  }

  /// Signs it.
  @Benchmark
  public byte[] field() throws IOException {
    HeaderSection header = HeaderSection.of(Content.of(plain), plain.length);
    BodyHashes body = new BodyHashes();
    BodyHash hash = signer.want(body);
    body.octets(plain, header.size(), plain.length);
    body.end();
    SignedFields fields = new SignedFields(header.fields().all());
    return signer.sign(fields, hash, Instant.EPOCH).octets();
  }

  /// Verifies it.
  @Benchmark
  public List<DkimVerdict> verify() throws IOException {
    HeaderSection header = HeaderSection.of(Content.of(signed), signed.length);
    BodyHashes body = new BodyHashes();
    SignedFields fields = new SignedFields(header.fields().all());
    DkimVerifier verifier = new DkimVerifier(fields, body, DkimSettings.defaults(), Instant.EPOCH);
    body.octets(signed, header.size(), signed.length);
    body.end();
    return verifier.verdicts(lookup);
  }

  /// Only the signature and the hash.
  @Benchmark
  public boolean bare() throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(signed);
    Signature signature = Signature.getInstance(ALGORITHM);
    signature.initVerify(pair.getPublic());
    signature.update(signed, 0, SIGNED);
    return signature.verify(bare) && hash.length > 0;
  }
}
