// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dkim.sign;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.dkim.DkimSigner;
import org.postrider.mail.auth.dkim.SigningPolicy;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Settings;

/// Who signs, for whom, and from when on; nobody, while there is no key yet. Immutable.
///
/// Settings: `directory`, where the files of the keys are; `keys`, lines as [Key] reads them;
/// `validity`, how long a signature holds, or nothing for ever.
///
/// @param directory where the files of the keys are
/// @param all in the order of the lines
/// @param byDomain those that are chosen by the author's domain
/// @param special those that are chosen by account or sender
record Keys(Path directory, List<Key> all, Map<String, List<Key>> byDomain, List<Key> special) {
  private static final String KEY = "keys";

  static Keys read(Settings settings) {
    Path directory = settings.path("directory", Path.of("dkim"));
    Duration validity = settings.duration("validity", Duration.ZERO);
    SigningPolicy usual = SigningPolicy.defaults();
    SigningPolicy policy =
        new SigningPolicy(
            usual.fields(),
            usual.overSigned(),
            usual.headerForm(),
            usual.bodyForm(),
            validity.isZero() ? null : validity);
    List<Key> all = new ArrayList<>();
    for (String line : settings.texts(KEY, List.of())) {
      try {
        all.add(Key.parse(line, directory, policy));
      } catch (IllegalArgumentException e) {
        throw settings.wrong(KEY, String.valueOf(e.getMessage()));
      }
    }
    Map<String, List<Key>> byDomain = new HashMap<>();
    all.stream()
        .filter(key -> !key.isSpecial())
        .forEach(key ->
            byDomain.computeIfAbsent(key.signer().domain(), _ -> new ArrayList<>()).add(key));
    return new Keys(
        directory,
        List.copyOf(all),
        Map.copyOf(byDomain),
        all.stream().filter(Key::isSpecial).toList());
  }

  /// Who signs a message at a moment: whoever does so for its account or sender, and for the domain
  /// of its author, as far as those do not already. `author` is null where a message has not one.
  List<DkimSigner> of(@Nullable String author, Mail mail, Instant moment) {
    List<Key> chosen = new ArrayList<>();
    for (Key key : special) {
      if (key.fits(mail) && signs(key, moment)) {
        chosen.add(key);
      }
    }
    List<Key> first = List.copyOf(chosen);
    for (Key key : author == null ? List.<Key>of() : nearest(author)) {
      if (signs(key, moment) && first.stream().noneMatch(key::isLike)) {
        chosen.add(key);
      }
    }
    return chosen.stream().map(Key::signer).toList();
  }

  /// The keys of a domain, or else of the nearest above it that has some.
  private List<Key> nearest(String domain) {
    String at = domain;
    while (!byDomain.containsKey(at)) {
      int dot = at.indexOf('.');
      if (dot < 0) {
        return List.of();
      }
      at = at.substring(dot + 1);
    }
    return byDomain.get(at);
  }

  /// Whether a key of these is in use at a moment.
  boolean signs(Key key, Instant moment) {
    List<Key> beside =
        key.isSpecial() ? special : byDomain.getOrDefault(key.signer().domain(), List.of());
    return !key.from().isAfter(moment)
        && beside.stream().noneMatch(other -> key.isReplacedBy(other, moment));
  }
}
