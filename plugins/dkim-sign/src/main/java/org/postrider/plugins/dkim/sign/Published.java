// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dkim.sign;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.dkim.DkimSigner;
import org.postrider.mail.auth.dkim.KeyRecord;
import org.postrider.plugins.api.Lookup;

/// What DNS says of keys.
record Published(Lookup lookup) {
  /// What DNS has against a key; null where it has the same.
  @Nullable String wrong(DkimSigner signer) {
    String name = signer.selector() + "._domainkey." + signer.domain();
    List<String> texts;
    try {
      texts = lookup.texts(name);
    } catch (IOException e) {
      return "DNS does not say: " + e.getMessage();
    }
    if (texts.isEmpty()) {
      return "DNS has no TXT record at " + name;
    }
    if (texts.size() > 1) { // RFC 6376 §3.6.2.2
      return "DNS has several TXT records at " + name;
    }
    return switch (KeyRecord.parse(texts.getFirst())) {
      case KeyRecord.Usable usable when !signer.key().matches(usable) -> "DNS has another key";
      case KeyRecord.Usable usable when usable.isTesting() ->
          "DNS says that it is only tried (t=y)";
      case KeyRecord.Usable _ -> null;
      case KeyRecord.Unusable(String reason) -> "DNS has a record, but " + reason;
      case KeyRecord.Unsure(String reason) -> reason;
    };
  }
}
