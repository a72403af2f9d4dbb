// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.arc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.AuthenticationResults;
import org.postrider.mail.auth.FieldReader;
import org.postrider.mail.auth.dkim.SignatureField;
import org.postrider.smtp.protocol.message.HeaderField;

/// What one host has added to a chain. Immutable.
///
/// @param instance its number, counted from 1
/// @param results the field that says what it has found
/// @param message its signature of the message
/// @param seal its seal of the chain up to here
///
/// @rfc 8617 §4.2
public record ArcSet(int instance, HeaderField results, SignatureField message, ArcSeal seal) {
  /// What the host has found; null where that can't be read.
  public @Nullable AuthenticationResults found() {
    FieldReader in = new FieldReader(new String(results.value(), StandardCharsets.UTF_8));
    return Instances.ofResults(in) == instance ? AuthenticationResults.parse(in.rest()) : null;
  }

  List<HeaderField> fields() {
    return List.of(results, message.field(), seal.field());
  }
}
