// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where mail for some domains goes instead of their mail exchangers.
///
/// @param name what plug-ins call it, or `""`
/// @param domains keys of recipient domains; `*.example.org` means all below it, `*` every one;
///   none where only plug-ins send mail this way
/// @param hop the next hop
public record Route(String name, List<String> domains, Hop hop) {
  /// Copies the list.
  public Route {
    domains = List.copyOf(domains);
  }

  /// One without a name.
  public Route(List<String> domains, Hop hop) {
    this("", domains, hop);
  }

  /// What takes the mail.
  public sealed interface Hop {}

  /// By DNS: the domain's mail exchangers.
  public record Exchangers(int port, Tls tls) implements Hop {}

  /// A host of our choice, or several, tried in order, by SMTP or LMTP.
  public record Host(
      List<Address> addresses, boolean lmtp, Tls tls, @Nullable Credentials credentials)
      implements Hop {
    /// Copies the list.
    public Host {
      addresses = List.copyOf(addresses);
    }
  }

  /// Files under a directory, one Maildir for each mailbox: `directory/domain/local-part`.
  public record Maildir(Path directory) implements Hop {}

  /// Nowhere: taken and gone.
  public record Discard() implements Hop {}

  /// A name or address literal without brackets, and a port.
  public record Address(String host, int port) {}

  /// Who we are to a smart host; never sent without TLS.
  public record Credentials(String name, String password) {
    /// Without the password.
    @Override
    public String toString() {
      return "Credentials[" + name + "]";
    }
  }

  /// Whether a connection must be encrypted.
  public enum Tls {
    /// Never.
    NONE,
    /// Where the host offers it, whatever its certificate.
    MAY,
    /// Always, whatever the certificate.
    ENCRYPT,
    /// Always, with a certificate that is valid for the host's name.
    VERIFY,
    /// As VERIFY, from the first octet (port 465).
    IMPLICIT
  }
}
