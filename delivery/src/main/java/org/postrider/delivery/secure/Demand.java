// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.secure;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.Route;
import org.postrider.delivery.Route.Fingerprint;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.Terms.Encryption;
import org.postrider.smtp.wire.HostNames;

/// What a session with one host has to fulfil before mail goes over it. Immutable.
public sealed interface Demand {
  /// The same for two demands only where a session that fulfils one fulfils the other.
  String key();

  /// Whether there has to be TLS.
  Encryption encryption();

  /// Whether the certificate has to come from an authority we trust, for the host's name.
  default boolean byAuthorities() {
    return false;
  }

  /// Why these certificates, the host's own first, will not do; null where they will. Asked after
  /// each handshake, be it a resumed one.
  default @Nullable Reply refusal(List<X509Certificate> shown, Instant now) {
    return null;
  }

  /// How a session with TLS that fulfils it is called in logs and metrics.
  String word();

  /// What asks for it, where that is more than the plain word of a route; else `""`.
  default String policy() {
    return "";
  }

  /// What a route demands by itself, before anybody has looked at what the host's owners say.
  static Demand of(Route.Tls tls) {
    return switch (tls.kind()) {
      case NONE -> Plain.NONE;
      case MAY, PUBLISHED -> Plain.MAY;
      case ENCRYPT -> Plain.ENCRYPT;
      case VERIFY -> Plain.VERIFY;
      case IMPLICIT -> Plain.IMPLICIT;
      case FINGERPRINT -> new Pinned(tls.fingerprints());
      case DANE -> Unmet.dane("there are no TLSA records for an address");
    };
  }

  /// The same for mail whose sender wants TLS all the way: no less than a certificate that is valid
  /// for the host's name, and a host that passes the demand on.
  ///
  /// @rfc 8689 §4.2.1
  default Demand allTheWay() {
    return new AllTheWay(this);
  }

  /// What needs no more than a word.
  enum Plain implements Demand {
    /// Never TLS.
    NONE(Encryption.NONE, ""),
    /// TLS where it is offered, and without it where that fails.
    MAY(Encryption.OFFERED, UNAUTHENTICATED),
    /// TLS, whoever it is.
    ENCRYPT(Encryption.REQUIRED, UNAUTHENTICATED),
    /// TLS with a certificate that is valid for the host's name.
    VERIFY(Encryption.REQUIRED, "verify"),
    /// The same from the first octet.
    IMPLICIT(Encryption.IMPLICIT, "verify");

    private final Encryption encryption;
    private final String word;

    Plain(Encryption encryption, String word) {
      this.encryption = encryption;
      this.word = word;
    }

    @Override
    public String key() {
      return name();
    }

    @Override
    public Encryption encryption() {
      return encryption;
    }

    @Override
    public boolean byAuthorities() {
      return this == VERIFY || this == IMPLICIT;
    }

    @Override
    public Demand allTheWay() {
      return new AllTheWay(byAuthorities() ? this : VERIFY);
    }

    @Override
    public String word() {
      return word;
    }
  }

  /// That of mail whose sender wants TLS all the way, of a host of which this is demanded: it
  /// offers REQUIRETLS besides.
  record AllTheWay(Demand of) implements Demand {
    @Override
    public String key() {
      return "REQUIRETLS " + of.key();
    }

    @Override
    public Encryption encryption() {
      return of.encryption();
    }

    @Override
    public boolean byAuthorities() {
      return of.byAuthorities();
    }

    @Override
    public @Nullable Reply refusal(List<X509Certificate> shown, Instant now) {
      return of.refusal(shown, now);
    }

    @Override
    public String word() {
      return of.word();
    }

    @Override
    public String policy() {
      return "the sender's demand of TLS all the way";
    }
  }

  /// TLS with a host of whom nothing is proved.
  String UNAUTHENTICATED = "unauthenticated";

  /// By DANE. Where none of the records can be used there has to be TLS with whomever.
  ///
  /// @param base the name whose TLSA records these are, with port and protocol
  /// @param records all of them
  /// @param names of which a certificate has to show one, where a trust anchor counts
  /// @rfc 7672 §2.2
  record Dane(String base, List<Tlsa> records, List<String> names) implements Demand {
    /// Copies the lists.
    public Dane {
      records = List.copyOf(records);
      names = List.copyOf(names);
    }

    /// Whether the host can be known by them.
    public boolean isUsable() {
      return records.stream().anyMatch(Tlsa::isUsable);
    }

    @Override
    public String key() {
      String all = records.stream().map(Tlsa::toString).sorted().collect(Collectors.joining(";"));
      boolean named = records.stream().anyMatch(Tlsa::isTrustAnchor);
      return "DANE " + base + " " + all + (named ? " " + names : "");
    }

    @Override
    public Encryption encryption() {
      return Encryption.REQUIRED;
    }

    @Override
    public @Nullable Reply refusal(List<X509Certificate> shown, Instant now) {
      List<Tlsa> usable = Tlsa.strongest(records);
      if (usable.isEmpty()) {
        return null;
      }
      if (shown.isEmpty()) {
        return Unmet.certificate(policy() + ": the host showed no certificate");
      }
      X509Certificate leaf = shown.getFirst();
      if (usable.stream().anyMatch(each -> each.isEndEntity() && each.fits(leaf))) {
        return null; // neither names nor dates count: RFC 7672 §3.1.1
      }
      List<Tlsa> anchors = usable.stream().filter(Tlsa::isTrustAnchor).toList();
      if (anchors.isEmpty()) {
        return Unmet.certificate(policy() + ": the host's certificate fits none of them");
      }
      String problem = Anchored.problem(shown, anchors, now);
      if (problem == null && !HostNames.showsAtAll(leaf, names)) {
        problem = "the certificate is for none of the names " + String.join(", ", names);
      }
      return problem == null ? null : Unmet.certificate(policy() + ": " + problem);
    }

    @Override
    public Demand allTheWay() {
      return isUsable() ? new AllTheWay(this) : Plain.VERIFY.allTheWay();
    }

    @Override
    public String word() {
      return isUsable() ? "dane" : UNAUTHENTICATED;
    }

    @Override
    public String policy() {
      return "DANE, by the TLSA records of " + base;
    }
  }

  /// By a policy of the recipient's domain, which allows this host.
  ///
  /// @rfc 8461 §4.2
  record MtaSts(String host) implements Demand {
    private static final String POLICY = "the MTA-STS policy of the domain";

    @Override
    public String key() {
      return "MTA-STS";
    }

    @Override
    public Encryption encryption() {
      return Encryption.REQUIRED;
    }

    @Override
    public boolean byAuthorities() {
      return true;
    }

    @Override
    public @Nullable Reply refusal(List<X509Certificate> shown, Instant now) {
      boolean named = !shown.isEmpty() && HostNames.shows(shown.getFirst(), List.of(host));
      return named
          ? null
          : Unmet.certificate(policy() + ": the certificate has no DNS name that fits " + host);
    }

    @Override
    public String word() {
      return "mta-sts";
    }

    @Override
    public String policy() {
      return POLICY;
    }
  }

  /// With one of these certificates or keys, whatever its names, dates and issuers.
  record Pinned(Set<Fingerprint> fingerprints) implements Demand {
    /// Copies the set.
    public Pinned {
      fingerprints = Set.copyOf(fingerprints);
    }

    @Override
    public String key() {
      return fingerprints.stream()
          .map(Fingerprint::hex)
          .sorted()
          .collect(Collectors.joining(";", "FINGERPRINT ", ""));
    }

    @Override
    public Encryption encryption() {
      return Encryption.REQUIRED;
    }

    @Override
    public @Nullable Reply refusal(List<X509Certificate> shown, Instant now) {
      if (shown.isEmpty()) {
        return Unmet.certificate(policy() + ": the host showed no certificate");
      }
      try {
        Fingerprint whole = fingerprint(shown.getFirst().getEncoded());
        Fingerprint key = fingerprint(shown.getFirst().getPublicKey().getEncoded());
        return fingerprints.contains(whole) || fingerprints.contains(key)
            ? null
            : Unmet.certificate(
                policy() + ": the host has certificate " + whole.hex() + ", key " + key.hex());
      } catch (GeneralSecurityException e) {
        return Unmet.certificate(policy() + ": the certificate cannot be read");
      }
    }

    private static Fingerprint fingerprint(byte[] der) throws GeneralSecurityException {
      return new Fingerprint(
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
    }

    @Override
    public String word() {
      return "fingerprint";
    }

    @Override
    public String policy() {
      return "the fingerprints of the route";
    }
  }

  /// One that is known to be unfulfilled before any connection, as the reply (in our words) says:
  /// the host is passed over.
  record Unmet(Reply reply) implements Demand {
    /// A route demands DANE in vain.
    public static Unmet dane(String why) {
      return new Unmet(Reply.of(454, "4.7.4", "the route demands DANE, but " + why));
    }

    /// A host is not among those that the domain's policy allows.
    public static Unmet mtaSts(String why) {
      return new Unmet(Reply.of(454, "4.7.0", MtaSts.POLICY + ": " + why));
    }

    /// Nobody proves that mail whose sender wants TLS all the way is meant for a host.
    ///
    /// @rfc 8689 §4.2.1
    public static Unmet allTheWay(String why) {
      return new Unmet(Reply.of(550, "5.7.10", "the sender wants TLS all the way, but " + why));
    }

    static Reply certificate(String why) {
      return Reply.of(454, "4.7.5", why);
    }

    @Override
    public String key() {
      return "UNMET " + reply;
    }

    @Override
    public Encryption encryption() {
      return Encryption.REQUIRED;
    }

    @Override
    public @Nullable Reply refusal(List<X509Certificate> shown, Instant now) {
      return reply;
    }

    @Override
    public Demand allTheWay() {
      return this;
    }

    @Override
    public String word() {
      return "";
    }
  }
}
