// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.scanning;

import java.util.Optional;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Verdict;

/// Which messages a scanner is shown. Immutable.
///
/// Settings: `largest`, the size of the largest message that is scanned; `too-large`, what is done
/// with a larger one; `authenticated`, whether mail of users is scanned.
public final class Scope {
  private final Host host;
  private final long largest;
  private final Treatment tooLarge;
  private final boolean authenticated;

  private Scope(Host host, long largest, Treatment tooLarge, boolean authenticated) {
    this.host = host;
    this.largest = largest;
    this.tooLarge = tooLarge;
    this.authenticated = authenticated;
  }

  /// Reads the plug-in's settings.
  public static Scope read(Host host, long largest, boolean authenticated) {
    Settings settings = host.settings();
    return new Scope(
        host,
        settings.size("largest", largest),
        Treatment.read(settings, "too-large", Treatment.PASS, Treatment.UNMARKED),
        settings.flag("authenticated", authenticated));
  }

  /// What is said of a message that is not to be scanned; nothing for one that is. Counts
  /// `too_large`.
  public Optional<ContentVerdict> exempt(Submitted message) {
    if (message.mail().isAuthenticated() && !authenticated) {
      return Optional.of(Verdict.pass());
    }
    return message.content().size() > largest ? Optional.of(tooLarge()) : Optional.empty();
  }

  /// What is said of a message that is too large for the scanner.
  public ContentVerdict tooLarge() {
    host.meter().count("too_large");
    return tooLarge.of(Finding.of("Message is too large to be scanned", "too large to be scanned"));
  }
}
