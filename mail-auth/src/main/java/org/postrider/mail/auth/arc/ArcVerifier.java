// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.arc;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.mail.auth.DnsLookup;
import org.postrider.mail.auth.dkim.BodyHash;
import org.postrider.mail.auth.dkim.BodyHashes;
import org.postrider.mail.auth.dkim.Canonicalization;
import org.postrider.mail.auth.dkim.KeyRecord;
import org.postrider.mail.auth.dkim.SignatureAlgorithm;
import org.postrider.mail.auth.dkim.SignatureField;
import org.postrider.mail.auth.dkim.SignedFields;
import org.postrider.smtp.protocol.message.HeaderField;

/// Verifies the chain of one message: made of its fields, it tells which hashes of the body it
/// wants; when the body has gone by, it gives its outcome. Whatever stands in the message gives an
/// outcome, and nothing is thrown. For one thread.
///
/// @rfc 8617 §5.2
public final class ArcVerifier {
  private final SignedFields fields;
  private final ArcChain chain;
  private final Instant moment;
  private final Map<Integer, BodyHash> hashes = new HashMap<>();
  private final Map<String, KeyRecord> keys = new HashMap<>();

  /// For a message with these fields whose body will be fed to `body`.
  public ArcVerifier(SignedFields fields, BodyHashes body, Instant moment) {
    this.fields = fields;
    this.moment = moment;
    chain = ArcChain.of(fields);
    for (ArcSet set : chain.sets()) {
      if (set.message() instanceof SignatureField.Sound signature) {
        BodyHash hash = body.want(signature.bodyForm(), signature.bodyLength());
        hashes.put(set.instance(), hash);
      }
    }
  }

  /// The outcome. To be called once the body has ended. Blocks as long as the look-up does.
  public ArcOutcome outcome(DnsLookup lookup) {
    if (chain.isEmpty()) {
      return outcome(ArcResult.NONE, 0, "");
    }
    List<ArcSet> sets = chain.sets();
    String problem = chain.isGivenUp() ? "the chain was broken before" : chain.problem();
    if (problem.isEmpty()) {
      problem = faultOfMessage(sets.getLast(), lookup);
    }
    for (int i = sets.size() - 1; i >= 0 && problem.isEmpty(); i--) {
      problem = faultOfSeal(i, lookup);
    }
    return problem.isEmpty()
        ? outcome(ArcResult.PASS, oldestPass(lookup), "")
        : outcome(ArcResult.FAIL, 0, problem);
  }

  private ArcOutcome outcome(ArcResult result, int oldestPass, String problem) {
    List<ArcSet> sets = result == ArcResult.PASS ? chain.sets() : List.of();
    int next = chain.highest() + 1;
    boolean mayGrow = !chain.isGivenUp() && next <= Instances.MOST;
    return new ArcOutcome(result, sets, oldestPass, next, mayGrow, problem);
  }

  private int oldestPass(DnsLookup lookup) {
    for (int i = chain.sets().size() - 1; i > 0; i--) {
      if (!faultOfMessage(chain.sets().get(i - 1), lookup).isEmpty()) {
        return i + 1;
      }
    }
    return 0;
  }

  /// What is wrong with a signature of the message, or `""`.
  private String faultOfMessage(ArcSet set, DnsLookup lookup) {
    BodyHash hash = hashes.get(set.instance());
    if (hash == null || !(set.message() instanceof SignatureField.Sound signature)) {
      return "signature " + set.instance() + " can't be read";
    }
    boolean hasExpired =
        signature.expiresAt() >= 0 && signature.expiresAt() < moment.getEpochSecond();
    boolean isBody =
        !hash.isShort()
            && !hash.isPartial()
            && MessageDigest.isEqual(hash.value(), signature.bodyHash());
    if (!isBody || hasExpired) {
      return "signature " + set.instance() + (hasExpired ? " has expired" : ": the body changed");
    }
    byte[] octets = fields.octets(signature.names(), signature.field(), signature.headerForm());
    KeyRecord key = key(signature.selector(), signature.domain(), lookup);
    return verifies(key, signature.algorithm(), octets, signature.signature())
        ? ""
        : "signature " + set.instance() + " does not hold";
  }

  /// What is wrong with a seal, or `""`.
  ///
  /// @rfc 8617 §5.1.1
  private String faultOfSeal(int index, DnsLookup lookup) {
    List<HeaderField> sealed = new ArrayList<>();
    for (ArcSet set : chain.sets().subList(0, index + 1)) {
      sealed.addAll(set.fields());
    }
    ArcSeal seal = chain.sets().get(index).seal();
    sealed.removeLast();
    byte[] octets = SignedFields.octets(Canonicalization.RELAXED, sealed, seal.field());
    KeyRecord key = key(seal.selector(), seal.domain(), lookup);
    SignatureAlgorithm algorithm = seal.algorithm();
    return algorithm != null && verifies(key, algorithm, octets, seal.signature())
        ? ""
        : "seal " + (index + 1) + " does not hold";
  }

  private KeyRecord key(String selector, String domain, DnsLookup lookup) {
    return keys.computeIfAbsent(
        selector + " " + domain, _ -> KeyRecord.lookUp(selector, domain, lookup));
  }

  /// Errors of DNS are as bad as others, RFC 8617 §5.2.1.
  private static boolean verifies(
      KeyRecord record, SignatureAlgorithm algorithm, byte[] octets, byte[] signature) {
    return record instanceof KeyRecord.Usable key
        && key.algorithm() == algorithm
        && algorithm.verify(key.key(), octets, signature);
  }
}
