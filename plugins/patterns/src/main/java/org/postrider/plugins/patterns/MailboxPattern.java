// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.patterns;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Settings;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;

/// Mail addresses: `ann@example.org`; `@example.org` for everybody there; `@*.example.org` for
/// everybody below; `ann@` for her everywhere; `<>` for nobody. Case does not matter, in local
/// parts neither. Immutable.
///
/// @param local in lower case, or null for every one
/// @param domain null for every one
public record MailboxPattern(
    boolean isNobody, @Nullable String local, @Nullable NamePattern domain) {

  /// Reads a pattern; throws `IllegalArgumentException` with a sentence about `text`.
  public static MailboxPattern parse(String text) {
    if (text.equals("<>")) {
      return new MailboxPattern(true, null, null);
    }
    int at = text.lastIndexOf('@');
    if (at < 0 || text.length() == 1) {
      throw new IllegalArgumentException(
          "\"%s\" is no address, nor @ before a domain, nor a local part before @, nor <>"
              .formatted(text));
    }
    return new MailboxPattern(
        false,
        at == 0 ? null : text.substring(0, at).toLowerCase(Locale.ROOT),
        at == text.length() - 1 ? null : NamePattern.parse(text.substring(at + 1)));
  }

  /// Reads a list of the settings; throws a [org.postrider.plugins.api.SettingsException].
  public static List<MailboxPattern> read(Settings settings, String key) {
    List<MailboxPattern> patterns = new ArrayList<>();
    for (String text : settings.texts(key, List.of())) {
      try {
        patterns.add(parse(text));
      } catch (IllegalArgumentException e) {
        throw settings.wrong(key, String.valueOf(e.getMessage()));
      }
    }
    return List.copyOf(patterns);
  }

  /// Whether a sender is meant.
  public boolean fits(ReversePath path) {
    Mailbox mailbox = path.mailbox();
    return mailbox == null ? isNobody : fits(mailbox);
  }

  /// Whether a mailbox is meant.
  public boolean fits(Mailbox mailbox) {
    return !isNobody
        && (local == null || local.equals(mailbox.local().value().toLowerCase(Locale.ROOT)))
        && (domain == null || domain.fits(mailbox.domain().key()));
  }

  /// As it is written.
  @Override
  public String toString() {
    return isNobody ? "<>" : (local == null ? "" : local) + "@" + (domain == null ? "" : domain);
  }
}
