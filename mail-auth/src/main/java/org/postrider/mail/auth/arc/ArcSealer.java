// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.arc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postrider.mail.auth.AuthenticationResults;
import org.postrider.mail.auth.FieldReader;
import org.postrider.mail.auth.FieldText;
import org.postrider.mail.auth.dkim.BodyHash;
import org.postrider.mail.auth.dkim.BodyHashes;
import org.postrider.mail.auth.dkim.Canonicalization;
import org.postrider.mail.auth.dkim.DkimSigner;
import org.postrider.mail.auth.dkim.SignedFields;
import org.postrider.mail.auth.dkim.SigningField;
import org.postrider.smtp.protocol.message.HeaderField;

/// Adds a set to the chain of a message: tells which hash of the body it wants, and writes the
/// fields when the body has gone by. Immutable; any thread.
///
/// @param signer whose key, and what of the message is signed
///
/// @rfc 8617 §5.1
public record ArcSealer(DkimSigner signer) {

  /// The hash it will want.
  public BodyHash want(BodyHashes body) {
    return signer.want(body);
  }

  /// What is sealed of our own `Authentication-Results` fields, put together as one value; those of
  /// other servers are left out.
  ///
  /// @rfc 8617 §4.1.1
  public static String found(SignedFields fields, String server) {
    StringBuilder found = new StringBuilder(FieldText.word(server));
    for (HeaderField field : fields.named(AuthenticationResults.FIELD)) {
      if (AuthenticationResults.claims(field, server)) {
        FieldReader in = new FieldReader(new String(field.value(), StandardCharsets.UTF_8));
        in.word(";=");
        in.word(";=");
        String rest = in.take(';') ? in.rest().stripTrailing() : "";
        found.append(rest.isEmpty() ? "" : ";").append(rest);
      }
    }
    return found.toString();
  }

  /// The fields to put above the others, in their order from the top; none where the chain may not
  /// grow.
  ///
  /// @param fields those of the message, as they are now
  /// @param chain what the chain came to
  /// @param found what we have found: the value of an `Authentication-Results` field
  /// @param body the hash it wanted
  /// @param moment when
  public List<HeaderField> seal(
      SignedFields fields, ArcOutcome chain, String found, BodyHash body, Instant moment) {
    if (!chain.mayGrow()) {
      return List.of();
    }
    String instance = Integer.toString(chain.next());
    HeaderField results = HeaderField.of(ArcChain.RESULTS, "i=" + instance + "; " + found);
    HeaderField message = message(fields, instance, body, moment);
    List<HeaderField> sealed = new ArrayList<>();
    if (chain.result() == ArcResult.PASS) { // of a broken chain only ours, RFC 8617 §5.1.2
      chain.sets().forEach(set -> sealed.addAll(set.fields()));
    }
    sealed.add(results);
    sealed.add(message);
    SigningField seal =
        begun(ArcChain.SEAL)
            .tag("cv", chain.result().word())
            .tag("d", signer.domain())
            .tag("i", instance)
            .tag("s", signer.selector())
            .tag("t", Long.toString(moment.getEpochSecond()));
    byte[] octets = SignedFields.octets(Canonicalization.RELAXED, sealed, seal.unsigned());
    return List.of(seal.signedInOneLine(signer.key().sign(octets)), message, results);
  }

  private SigningField begun(String name) {
    return new SigningField(name).tag("a", signer.key().algorithm().word()).signature();
  }

  private HeaderField message(SignedFields fields, String instance, BodyHash body, Instant moment) {
    List<String> names = signer.names(fields);
    Canonicalization form = signer.policy().headerForm();
    SigningField field =
        begun(ArcChain.MESSAGE)
            .octets("bh", body.value())
            .tag("c", form.word() + "/" + signer.policy().bodyForm().word())
            .tag("d", signer.domain())
            .list("h", names)
            .tag("i", instance)
            .tag("s", signer.selector())
            .tag("t", Long.toString(moment.getEpochSecond()));
    return field.signedInOneLine(signer.key().sign(fields.octets(names, field.unsigned(), form)));
  }
}
