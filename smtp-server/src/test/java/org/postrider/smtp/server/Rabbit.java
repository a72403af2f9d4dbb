// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.postrider.plugins.api.ScramLookup;
import org.postrider.plugins.api.ScramVerifier;

/// Alice, whose password is `rabbit`, in SCRAM-SHA-256: what is kept of her, and what she says.
/// Written from RFC 5802 §3 with the JDK alone.
final class Rabbit {
  private static final byte[] SALT = "sixteen octets .".getBytes(StandardCharsets.US_ASCII);
  private static final int ITERATIONS = 4_096;
  private static final String BARE = "n=alice,r=abcdefghijklmnop";

  private Rabbit() {}

  static Optional<ScramVerifier> verifier(ScramLookup question) throws GeneralSecurityException {
    if (!question.name().equals("alice") || !question.hash().equals("SHA-256")) {
      return Optional.empty();
    }
    byte[] stored = sha256(hmac(salted(), "Client Key"));
    return Optional.of(
        new ScramVerifier("alice", SALT, ITERATIONS, stored, hmac(salted(), "Server Key")));
  }

  /// What is asked where plug-ins know Alice by these answers.
  static PolicySet policies(List<PolicySet.Asked<ScramLookup, Optional<ScramVerifier>>> scram) {
    PolicySet base = RunningServer.policies();
    return new PolicySet(
        base.connection(),
        base.hello(),
        base.password(),
        scram,
        base.mail(),
        base.relay(),
        base.recipient(),
        base.message());
  }

  static PolicySet policies() {
    return policies(List.of(RunningServer.asked("users", Rabbit::verifier)));
  }

  /// Goes through an exchange, checks that the server knows Alice too, and gives the last reply.
  /// `flag` is the gs2-cbind-flag and `data` what she thinks the channel is known by.
  static String signIn(RunningServer.Client client, String mechanism, String flag, byte[] data)
      throws IOException, GeneralSecurityException {
    String header = flag + ",,";
    String first =
        client.ask(
            "AUTH "
                + mechanism
                + " "
                + encoded((header + BARE).getBytes(StandardCharsets.US_ASCII)));
    if (!first.startsWith("334 ")) {
      return first;
    }
    String challenge = decoded(first);
    String nonce = challenge.substring(2, challenge.indexOf(",s="));
    String withoutProof = "c=" + encoded(joined(header, data)) + ",r=" + nonce;
    String proven = BARE + "," + challenge + "," + withoutProof;
    byte[] proof = hmac(salted(), "Client Key");
    byte[] signature = hmac(sha256(proof), proven);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= signature[i];
    }
    String last = withoutProof + ",p=" + encoded(proof);
    String reply = client.ask(encoded(last.getBytes(StandardCharsets.US_ASCII)));
    if (!reply.startsWith("334 ")) {
      return reply;
    }
    String expected = "v=" + encoded(hmac(hmac(salted(), "Server Key"), proven));
    return decoded(reply).equals(expected) ? client.ask("") : "the server does not know her";
  }

  private static byte[] joined(String header, byte[] data) {
    byte[] said = header.getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[said.length + data.length];
    System.arraycopy(said, 0, all, 0, said.length);
    System.arraycopy(data, 0, all, said.length, data.length);
    return all;
  }

  private static byte[] salted() throws GeneralSecurityException {
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
        .generateSecret(new PBEKeySpec("rabbit".toCharArray(), SALT, ITERATIONS, 256))
        .getEncoded();
  }

  private static byte[] sha256(byte[] octets) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(octets);
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encoded(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }

  private static String decoded(String reply) {
    return new String(Base64.getDecoder().decode(reply.substring(4)), StandardCharsets.US_ASCII);
  }
}
