// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.util.List;
import org.postrider.smtp.protocol.message.HeaderField;

/// A field that signs a message, as far as it can be read. Immutable.
///
/// @rfc 6376 §3.5
public sealed interface SignatureField {
  /// The field itself.
  HeaderField field();

  /// The domain that signs (`d=`), in A-labels; `""` where it says none.
  String domain();

  /// Where the domain has its key (`s=`); `""` where it does not say.
  String selector();

  /// One that can be verified.
  ///
  /// @param algorithm how it signs
  /// @param signature what is signed (`b=`)
  /// @param bodyHash the hash of the body (`bh=`)
  /// @param headerForm the canonical form of fields
  /// @param bodyForm the canonical form of the body
  /// @param bodyLength octets of the body that are signed, [BodyHashes#WHOLE] for all
  /// @param identity on whose behalf it is (`i=`)
  /// @param names the names of the fields that are signed
  /// @param signedAt when, in seconds since 1970; -1 where it does not say
  /// @param expiresAt until when it holds; -1 where it does not say
  @SuppressWarnings("ArrayRecordComponent") // read once, changed and compared never
  record Sound(
      HeaderField field,
      String domain,
      String selector,
      SignatureAlgorithm algorithm,
      byte[] signature,
      byte[] bodyHash,
      Canonicalization headerForm,
      Canonicalization bodyForm,
      long bodyLength,
      String identity,
      List<String> names,
      long signedAt,
      long expiresAt)
      implements SignatureField {}

  /// One that can't be.
  ///
  /// @param reason what is wrong with it
  record Broken(HeaderField field, String domain, String selector, String reason)
      implements SignatureField {}

  /// Reads the value of a `DKIM-Signature`.
  static SignatureField ofDkim(HeaderField field) {
    return new SignatureReader(field, true).read();
  }

  /// Reads the value of an `ARC-Message-Signature`, which has neither `v=` nor the `i=` of DKIM.
  ///
  /// @rfc 8617 §4.1.2
  static SignatureField ofArc(HeaderField field) {
    return new SignatureReader(field, false).read();
  }
}
