// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.postrider.mail.auth.DnsName;
import org.postrider.smtp.protocol.message.HeaderField;

/// Signs messages for a domain: tells which hash of the body it wants, and writes the field when
/// the body has gone by. Immutable; any thread.
///
/// @param domain whose mail it is
/// @param selector where the domain has the key
/// @param key the key
/// @param policy what is signed
///
/// @rfc 6376 §5
public record DkimSigner(String domain, String selector, SigningKey key, SigningPolicy policy) {
  private static final int MOST_OF_A_NAME = 100;

  /// Brings the names to their A-labels; throws `IllegalArgumentException` where they are none.
  public DkimSigner {
    domain = name(domain);
    selector = name(selector);
  }

  private static String name(String text) {
    String name = DnsName.of(text);
    if (name == null || name.indexOf(' ') >= 0 || name.indexOf(';') >= 0) {
      throw new IllegalArgumentException("no domain or selector: " + text);
    }
    return name;
  }

  /// The hash it will want.
  public BodyHash want(BodyHashes body) {
    return body.want(policy.bodyForm(), BodyHashes.WHOLE);
  }

  /// The field to put above the others.
  public HeaderField sign(SignedFields fields, BodyHash body, Instant moment) {
    List<String> names = names(fields);
    SigningField field =
        new SigningField("DKIM-Signature")
            .tag("v", "1")
            .tag("a", key.algorithm().word())
            .tag("c", policy.headerForm().word() + "/" + policy.bodyForm().word())
            .tag("d", domain)
            .tag("s", selector)
            .tag("t", Long.toString(moment.getEpochSecond()));
    if (policy.validity() != null) {
      field.tag("x", Long.toString(moment.plus(policy.validity()).getEpochSecond()));
    }
    field.list("h", names).octets("bh", body.value()).signature();
    byte[] octets = fields.octets(names, field.unsigned(), policy.headerForm());
    return field.signed(key.sign(octets));
  }

  /// The names that are signed: each as often as there are fields of it, and once more where it is
  /// over-signed.
  public List<String> names(SignedFields fields) {
    List<String> names = new ArrayList<>();
    for (String name : policy.fields()) {
      int there = Math.min(MOST_OF_A_NAME, fields.named(name).size());
      boolean isOver = policy.overSigned().stream().anyMatch(name::equalsIgnoreCase);
      names.addAll(Collections.nCopies(there + (isOver ? 1 : 0), name.toLowerCase(Locale.ROOT)));
    }
    return names;
  }
}
