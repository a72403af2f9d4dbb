// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.wire.TlsSettings;

/// How mail is taken.
///
/// @param hostname what the server calls itself: a domain name
/// @param postmaster to whom mail for `<Postmaster>` goes, and for postmaster at `hostname`
/// @param listeners where it listens, under different names
/// @param limits what one client may use up
/// @param auth how much guessing of passwords is borne
/// @param tls the certificate; null where there is none, and then only mx listeners can be
public record ServerSettings(
    String hostname,
    Mailbox postmaster,
    List<ListenerSettings> listeners,
    SessionLimits limits,
    AuthLimits auth,
    @Nullable TlsSettings tls) {

  /// Copies the list and checks that the parts fit together.
  public ServerSettings {
    listeners = List.copyOf(listeners);
    Set<String> names = new HashSet<>();
    for (ListenerSettings listener : listeners) {
      if (!names.add(listener.name())) {
        throw new IllegalArgumentException("two listeners are called " + listener.name());
      }
      if (tls == null && listener.kind() != ListenerKind.MX) {
        throw new IllegalArgumentException(
            "listener " + listener.name() + " needs a certificate, since it asks for passwords");
      }
    }
  }
}
