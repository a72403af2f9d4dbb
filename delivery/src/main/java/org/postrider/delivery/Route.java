// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

  /// What is demanded of a connection.
  ///
  /// @param kind in a word
  /// @param fingerprints of certificates or public keys, one of which the host must have; none but
  ///   for `FINGERPRINT`
  public record Tls(Kind kind, Set<Fingerprint> fingerprints) {
    /// Never encrypted.
    public static final Tls NONE = new Tls(Kind.NONE, Set.of());

    /// Encrypted where the host offers it, whatever its certificate.
    public static final Tls MAY = new Tls(Kind.MAY, Set.of());

    /// What the domain or its hosts have published: DANE, else MTA-STS, else as MAY.
    public static final Tls PUBLISHED = new Tls(Kind.PUBLISHED, Set.of());

    /// Always encrypted, whatever the certificate.
    public static final Tls ENCRYPT = new Tls(Kind.ENCRYPT, Set.of());

    /// Always by DANE: mail waits where the host has no secure and usable TLSA records.
    public static final Tls DANE = new Tls(Kind.DANE, Set.of());

    /// Always encrypted, with a certificate that is valid for the host's name.
    public static final Tls VERIFY = new Tls(Kind.VERIFY, Set.of());

    /// As VERIFY, from the first octet (port 465).
    public static final Tls IMPLICIT = new Tls(Kind.IMPLICIT, Set.of());

    /// Copies the set, which a kind must have or not.
    public Tls {
      fingerprints = Set.copyOf(fingerprints);
      if (fingerprints.isEmpty() == (kind == Kind.FINGERPRINT)) {
        throw new IllegalArgumentException("fingerprints and " + kind + " do not fit");
      }
    }

    /// Always encrypted, with one of these certificates or keys.
    public static Tls pinned(Set<Fingerprint> fingerprints) {
      return new Tls(Kind.FINGERPRINT, fingerprints);
    }

    /// The kinds of demand.
    public enum Kind {
      /// See [Tls#NONE].
      NONE,
      /// See [Tls#MAY].
      MAY,
      /// See [Tls#PUBLISHED].
      PUBLISHED,
      /// See [Tls#ENCRYPT].
      ENCRYPT,
      /// See [Tls#DANE].
      DANE,
      /// See [Tls#VERIFY].
      VERIFY,
      /// See [Tls#pinned].
      FINGERPRINT,
      /// See [Tls#IMPLICIT].
      IMPLICIT
    }
  }

  /// The SHA-256 of a certificate or of its public key (SubjectPublicKeyInfo), in DER.
  ///
  /// @param hex 64 digits in lower case
  public record Fingerprint(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /// Checks the digits.
    public Fingerprint {
      if (!HEX.matcher(hex).matches()) {
        throw new IllegalArgumentException("no SHA-256: " + hex);
      }
    }

    /// From 64 hexadecimal digits, with or without colons between octets; empty where it is none.
    public static Optional<Fingerprint> parse(String text) {
      String hex = text.replace(":", "").toLowerCase(Locale.ROOT);
      return HEX.matcher(hex).matches() ? Optional.of(new Fingerprint(hex)) : Optional.empty();
    }
  }
}
