// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What of a message is signed. Immutable.
///
/// @param fields names of the fields that are signed where they are there
/// @param overSigned names of those of which one more is signed than there is, so that none can be
///   added on the way
/// @param headerForm the canonical form of fields
/// @param bodyForm the canonical form of the body
/// @param validity how long a signature holds, null for ever
///
/// @rfc 6376 §5.4
public record SigningPolicy(
    List<String> fields,
    List<String> overSigned,
    Canonicalization headerForm,
    Canonicalization bodyForm,
    @Nullable Duration validity) {

  /// Copies the lists; throws `IllegalArgumentException` where From is not among the fields.
  public SigningPolicy {
    fields = List.copyOf(fields);
    overSigned = List.copyOf(overSigned);
    if (fields.stream().noneMatch(name -> name.equalsIgnoreCase("From"))) {
      throw new IllegalArgumentException("From has to be signed");
    }
  }

  /// What RFC 6376 §5.4.1 recommends, in the relaxed forms, for ever; what is shown to readers is
  /// over-signed.
  public static SigningPolicy defaults() {
    List<String> shown =
        List.of(
            "From",
            "Reply-To",
            "Subject",
            "Date",
            "To",
            "Cc",
            "Message-ID",
            "In-Reply-To",
            "References",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding");
    List<String> lists =
        List.of(
            "Sender",
            "Resent-Date",
            "Resent-From",
            "Resent-To",
            "Resent-Cc",
            "Resent-Message-ID",
            "List-Id",
            "List-Help",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "List-Subscribe",
            "List-Post",
            "List-Owner",
            "List-Archive");
    return new SigningPolicy(
        Stream.concat(shown.stream(), lists.stream()).toList(),
        shown,
        Canonicalization.RELAXED,
        Canonicalization.RELAXED,
        null);
  }
}
