// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dkim.sign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.mail.auth.dkim.DkimSigner;
import org.postrider.mail.auth.dkim.SigningKey;
import org.postrider.mail.auth.dkim.SigningPolicy;
import org.postrider.plugins.api.Settings;

/// Who signs for which domain, and from when on; nobody, while there is no key yet. Immutable.
///
/// Settings: `directory`, where the files of the keys are; `keys`, lines of a domain, a selector, a
/// file, and perhaps `from` and a day; `validity`, how long a signature holds, or nothing for ever.
///
/// @param directory where the files of the keys are
/// @param byDomain the keys of each domain, in the order of the lines
record Keys(Path directory, Map<String, List<Dated>> byDomain) {
  private static final String KEY = "keys";

  /// Who signs from a moment on, in the place of those of the same kind who began before.
  record Dated(DkimSigner signer, Instant from) {
    /// Whether another takes its place at a moment.
    private boolean isReplacedBy(Dated other, Instant moment) {
      return other.from.isAfter(from)
          && !other.from.isAfter(moment)
          && other.signer.key().algorithm() == signer.key().algorithm();
    }
  }

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
    Map<String, List<Dated>> byDomain = new HashMap<>();
    for (String line : settings.texts(KEY, List.of())) {
      try {
        Dated key = key(line.strip().split("\\s+"), directory, policy);
        byDomain.computeIfAbsent(key.signer.domain(), _ -> new ArrayList<>()).add(key);
      } catch (IOException e) {
        throw settings.wrong(KEY, "\"" + line + "\": can't read the file: " + e.getMessage());
      } catch (IllegalArgumentException e) {
        throw settings.wrong(KEY, "\"" + line + "\": " + e.getMessage());
      }
    }
    return new Keys(directory, Map.copyOf(byDomain));
  }

  private static Dated key(String[] words, Path directory, SigningPolicy policy)
      throws IOException {
    boolean isDated = words.length == 5 && words[3].equals("from");
    if (words.length != 3 && !isDated) {
      throw new IllegalArgumentException(
          "is not a domain, a selector and a file, and perhaps from YYYY-MM-DD");
    }
    Instant from =
        isDated ? day(words[4]) : Instant.MIN;
    SigningKey key = SigningKey.parse(Files.readString(directory.resolve(words[2])));
    return new Dated(new DkimSigner(words[0], words[1], key, policy), from);
  }

  /// When a day begins in UTC.
  private static Instant day(String word) {
    try {
      return LocalDate.parse(word).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(word + " is no day such as 2027-01-31", e);
    }
  }

  /// Who signs for a domain at a moment; nobody where neither it nor one above it has a key.
  List<DkimSigner> of(String domain, Instant moment) {
    String at = domain;
    while (!byDomain.containsKey(at)) {
      int dot = at.indexOf('.');
      if (dot < 0) {
        return List.of();
      }
      at = at.substring(dot + 1);
    }
    return byDomain.get(at).stream().filter(key -> signs(key, moment)).map(Dated::signer).toList();
  }

  /// Whether a key of these is in use at a moment.
  boolean signs(Dated key, Instant moment) {
    return !key.from.isAfter(moment)
        && byDomain.getOrDefault(key.signer.domain(), List.of()).stream()
            .noneMatch(other -> key.isReplacedBy(other, moment));
  }
}
