// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.reply.Reply;

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
  ///
  /// @param sources of our own addresses those that connections come from, the first that fits a
  ///   host's; none where the machine may choose
  /// @param limits of each next hop, or null for those of all
  public record Exchangers(int port, Tls tls, List<InetAddress> sources, @Nullable HopLimits limits)
      implements Hop {
    /// Copies the list.
    public Exchangers {
      sources = List.copyOf(sources);
    }

    /// From whichever address the machine chooses.
    public Exchangers(int port, Tls tls) {
      this(port, tls, List.of(), null);
    }
  }

  /// A host of our choice, or several, by SMTP or LMTP: first those with a weight, in random order,
  /// then those without one, in theirs.
  ///
  /// @param sources as for [Exchangers]
  /// @param limits of the hosts as one next hop, or null for those of all
  public record Host(
      List<Address> addresses,
      boolean lmtp,
      Tls tls,
      @Nullable Credentials credentials,
      List<InetAddress> sources,
      @Nullable HopLimits limits)
      implements Hop {
    /// Copies the lists.
    public Host {
      addresses = List.copyOf(addresses);
      sources = List.copyOf(sources);
    }

    /// From whichever address the machine chooses.
    public Host(List<Address> addresses, boolean lmtp, Tls tls, @Nullable Credentials credentials) {
      this(addresses, lmtp, tls, credentials, List.of(), null);
    }
  }

  /// Files under a directory, one Maildir for each mailbox: `directory/domain/local-part`.
  public record Maildir(Path directory) implements Hop {}

  /// A command, once for each recipient, which is given the message.
  ///
  /// @param command a program by its whole path, and its arguments, in which [Placeholder]s are
  ///   filled in; no shell is asked
  /// @param user whom it runs as, or null for whom we run as
  /// @param time after which it is ended
  /// @param size octets of a message beyond which it is not asked
  public record Pipe(List<String> command, @Nullable User user, Duration time, long size)
      implements Hop {
    /// Copies the list.
    public Pipe {
      command = List.copyOf(command);
    }

    /// A user of the machine and a group, by their names.
    public record User(String name, String group) {}

    /// What stands in an argument for a part of the message's envelope.
    public enum Placeholder {
      /// The sender, or nothing.
      SENDER,
      /// The recipient.
      RECIPIENT,
      /// What stands before the recipient's `@`.
      LOCAL_PART,
      /// What stands behind it.
      DOMAIN,
      /// What we call the message.
      ID;

      /// As it is written: `{recipient}`.
      public String text() {
        return "{" + name().toLowerCase(Locale.ROOT).replace('_', '-') + "}";
      }
    }
  }

  /// Nowhere: taken and gone.
  public record Discard() implements Hop {}

  /// Nowhere: given up with a reply of 5yz.
  public record Reject(Reply reply) implements Hop {}

  /// A name or address literal without brackets, and a port; or the path of a socket of this
  /// machine and 0.
  ///
  /// @param weight of how many connections it gets the first try, compared with others; 0 where it
  ///   has its place in a list
  public record Address(String host, int port, int weight) {
    /// One that has its place.
    public Address(String host, int port) {
      this(host, port, 0);
    }

    /// Whether it is a socket of this machine.
    public boolean isLocal() {
      return host.startsWith("/");
    }
  }

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
