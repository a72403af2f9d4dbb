// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dkim.sign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.mail.auth.dkim.DkimSigner;
import org.postrider.mail.auth.dkim.SigningKey;
import org.postrider.mail.auth.dkim.SigningPolicy;
import org.postrider.plugins.api.Settings;

/// Who signs for which domain. Immutable.
///
/// Settings: `directory`, where the files of the keys are; `keys`, lines of a domain, a selector
/// and a file; `validity`, how long a signature holds, or nothing for ever.
record Keys(Map<String, List<DkimSigner>> byDomain) {
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
    Map<String, List<DkimSigner>> byDomain = new HashMap<>();
    for (String line : settings.texts(KEY, List.of())) {
      String[] words = line.strip().split("\\s+");
      if (words.length != 3) {
        throw settings.wrong(KEY, "\"" + line + "\" is not a domain, a selector and a file");
      }
      Path file = directory.resolve(words[2]);
      try {
        SigningKey key = SigningKey.parse(Files.readString(file));
        DkimSigner signer = new DkimSigner(words[0], words[1], key, policy);
        byDomain.computeIfAbsent(signer.domain(), _ -> new ArrayList<>()).add(signer);
      } catch (IOException e) {
        throw settings.wrong(KEY, "\"" + line + "\": can't read " + file + ": " + e.getMessage());
      } catch (IllegalArgumentException e) {
        throw settings.wrong(KEY, "\"" + line + "\": " + e.getMessage());
      }
    }
    if (byDomain.isEmpty()) {
      throw settings.wrong(KEY, "has to name a key: \"example.org s2026 example.org.pem\"");
    }
    return new Keys(Map.copyOf(byDomain));
  }

  /// Who signs for a domain; nobody where neither it nor one above it has a key.
  List<DkimSigner> of(String domain) {
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
}
