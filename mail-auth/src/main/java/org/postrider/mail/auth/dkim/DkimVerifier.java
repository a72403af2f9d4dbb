// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postrider.mail.auth.DnsLookup;
import org.postrider.smtp.protocol.message.HeaderField;

/// Verifies the signatures of one message: made of its fields, it tells which hashes of the body it
/// wants; when the body has gone by, it gives its verdicts. Whatever stands in the message gives a
/// verdict, and nothing is thrown. For one thread.
///
/// @rfc 6376 §6
public final class DkimVerifier {
  private static final String FIELD = "DKIM-Signature";

  private final SignedFields fields;
  private final boolean takesParts;
  private final List<Look> looks = new ArrayList<>();

  /// How far the look at a signature has come before the body is there.
  private sealed interface Look {
    /// To the verdict.
    record Done(DkimVerdict verdict) implements Look {}

    /// To the hash that is needed.
    record Waiting(SignatureField.Sound signature, BodyHash hash) implements Look {}

    static Look wrong(SignatureField signature, String problem) {
      return new Done(DkimVerdict.of(DkimResult.PERMERROR, signature, problem));
    }
  }

  /// For a message with these fields whose body will be fed to `body`.
  public DkimVerifier(SignedFields fields, BodyHashes body, DkimSettings settings, Instant moment) {
    this.fields = fields;
    takesParts = settings.takesParts();
    List<HeaderField> signatures = fields.named(FIELD);
    int most = settings.mostSignatures();
    for (HeaderField signature : signatures.subList(0, Math.min(most, signatures.size()))) {
      looks.add(look(SignatureField.ofDkim(signature), body, settings, moment));
    }
    if (signatures.size() > most) { // one verdict for all of them
      String problem = "more than " + most + " signatures";
      SignatureField next = new SignatureField.Broken(signatures.get(most), "", "", problem);
      looks.add(new Look.Done(DkimVerdict.of(DkimResult.NEUTRAL, next, problem)));
    }
  }

  private static Look look(
      SignatureField read, BodyHashes body, DkimSettings settings, Instant moment) {
    return switch (read) {
      case SignatureField.Broken broken -> Look.wrong(broken, broken.reason());
      case SignatureField.Sound signature -> {
        long now = moment.getEpochSecond();
        long skew = settings.skew().toSeconds();
        if (signature.expiresAt() >= 0 && signature.expiresAt() < now - skew) {
          yield Look.wrong(signature, "it has expired");
        }
        if (signature.signedAt() > now + skew) {
          yield Look.wrong(signature, "it was signed in the future");
        }
        BodyHash hash = body.want(signature.bodyForm(), signature.bodyLength());
        yield new Look.Waiting(signature, hash);
      }
    };
  }

  /// The verdicts, uppermost signature first; none where there is no signature. To be called once
  /// the body has ended. Blocks as long as the look-up does.
  public List<DkimVerdict> verdicts(DnsLookup lookup) {
    List<DkimVerdict> verdicts = new ArrayList<>();
    for (Look look : looks) {
      verdicts.add(
          switch (look) {
            case Look.Done(DkimVerdict verdict) -> verdict;
            case Look.Waiting(SignatureField.Sound signature, BodyHash hash) ->
                verdict(signature, hash, lookup);
          });
    }
    return List.copyOf(verdicts);
  }

  private DkimVerdict verdict(SignatureField.Sound signature, BodyHash hash, DnsLookup lookup) {
    if (hash.isShort()) {
      return DkimVerdict.of(DkimResult.PERMERROR, signature, "l= is more than there is");
    }
    if (!MessageDigest.isEqual(hash.value(), signature.bodyHash())) {
      return DkimVerdict.of(DkimResult.FAIL, signature, "the body has changed");
    }
    return switch (KeyRecord.lookUp(signature.selector(), signature.domain(), lookup)) {
      case KeyRecord.Unsure(String reason) ->
          DkimVerdict.of(DkimResult.TEMPERROR, signature, reason);
      case KeyRecord.Unusable(String reason) ->
          DkimVerdict.of(DkimResult.PERMERROR, signature, reason);
      case KeyRecord.Usable key -> verdict(signature, hash, key);
    };
  }

  private DkimVerdict verdict(SignatureField.Sound signature, BodyHash hash, KeyRecord.Usable key) {
    if (key.algorithm() != signature.algorithm()) {
      return verdict(DkimResult.PERMERROR, signature, key, "the key is of another kind");
    }
    if (key.isStrict() && !signature.identity().endsWith("@" + signature.domain())) {
      return verdict(DkimResult.PERMERROR, signature, key, "i= may not be below d=");
    }
    byte[] octets = fields.octets(signature.names(), signature.field(), signature.headerForm());
    if (!key.algorithm().verify(key.key(), octets, signature.signature())) {
      return verdict(DkimResult.FAIL, signature, key, "the signature is not that of the header");
    }
    return hash.isPartial() && !takesParts
        ? verdict(DkimResult.POLICY, signature, key, "the end of the body is not signed")
        : verdict(DkimResult.PASS, signature, key, "");
  }

  private static DkimVerdict verdict(
      DkimResult result, SignatureField signature, KeyRecord.Usable key, String problem) {
    return new DkimVerdict(result, signature, key.isTesting(), problem);
  }
}
