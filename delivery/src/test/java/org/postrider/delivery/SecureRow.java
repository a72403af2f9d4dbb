// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.Route.Tls;
import org.postrider.delivery.TestAuthority.Issued;

/// One domain with one host, `mx.DOMAIN`, a situation, and what is to come of its mail.
final class SecureRow {
  private final SecureWorld world;
  final String name;
  final String domain;
  private @Nullable Issued shown;
  private @Nullable SecureHost host;
  Tls tls = Tls.PUBLISHED;
  String expected = "";

  SecureRow(SecureWorld world, String name, String zone) {
    this.world = world;
    this.name = name;
    domain = name + "." + zone;
  }

  String host() {
    return "mx." + domain;
  }

  /// The host shows a certificate of an authority that is trusted.
  SecureRow trusted(String... names) throws Exception {
    return shows(world.trusted.issue(names.length == 0 ? new String[] {host()} : names));
  }

  /// The host shows one of an authority that nobody knows.
  SecureRow stranger() throws Exception {
    return shows(world.stranger.issue(host()));
  }

  /// The host shows one that has expired.
  SecureRow expired() throws Exception {
    return shows(world.trusted.expired(host()));
  }

  SecureRow shows(Issued certificate) throws Exception {
    shown = certificate;
    host = world.host(certificate);
    return this;
  }

  /// The host offers no TLS.
  SecureRow clear() throws Exception {
    shown = world.trusted.issue(host());
    host = world.host(null);
    return this;
  }

  /// The host offers REQUIRETLS.
  SecureRow promising() {
    Objects.requireNonNull(host).promise();
    return this;
  }

  /// Its host is that of another domain.
  SecureRow sharing(SecureRow other) {
    host = other.host;
    return this;
  }

  List<String> recipients() {
    SecureHost listening = host;
    return listening == null ? List.of() : listening.recipients();
  }

  List<String> senders() {
    SecureHost listening = host;
    return listening == null ? List.of() : listening.senders();
  }

  int port() {
    SecureHost listening = host;
    return listening == null ? 1 : listening.port();
  }

  /// The domain has its host as exchanger.
  SecureRow mx() {
    return record(domain + " MX 10 " + host() + ".").record(host() + " A 127.0.0.1");
  }

  SecureRow record(String line) {
    world.record(line);
    return this;
  }

  /// There is a TLSA record at the host, with the host's certificate, or its issuer's where `usage`
  /// is of authorities.
  SecureRow tlsa(int usage, int selector, int matching) throws Exception {
    return tlsaAt(host(), usage, selector, matching);
  }

  SecureRow tlsaAt(String base, int usage, int selector, int matching) throws Exception {
    return record(
        tlsaName(base)
            + " TLSA "
            + usage
            + " "
            + selector
            + " "
            + matching
            + " "
            + data(usage, selector, matching));
  }

  /// There is one that fits nothing.
  SecureRow wrongTlsa() {
    return record(tlsaName(host()) + " TLSA 3 1 1 " + "ab".repeat(32));
  }

  String tlsaName(String base) {
    return "_" + port() + "._tcp." + base;
  }

  String data(int usage, int selector, int matching) throws Exception {
    List<X509Certificate> chain = shown == null ? List.of() : shown.chain();
    X509Certificate meant = usage % 2 == 0 ? chain.getLast() : chain.getFirst();
    byte[] part = selector == 0 ? meant.getEncoded() : meant.getPublicKey().getEncoded();
    byte[] given =
        switch (matching) {
          case 1 -> MessageDigest.getInstance("SHA-256").digest(part);
          case 2 -> MessageDigest.getInstance("SHA-512").digest(part);
          default -> part;
        };
    return HexFormat.of().formatHex(given);
  }

  /// The domain has a policy, which is served.
  SecureRow policy(String mode, String... mx) {
    world.serve(domain, text(mode, mx));
    return sts("127.0.0.1");
  }

  /// DNS says that there is a policy, at this address.
  SecureRow sts(String address) {
    return record("_mta-sts." + domain + " TXT \"v=STSv1; id=2;\"").policyHost(address);
  }

  SecureRow policyHost(String address) {
    return record("mta-sts." + domain + " A " + address);
  }

  /// A policy was fetched before.
  SecureRow remembered(Instant fetched, String mode, String... mx) throws Exception {
    world.remember(domain, fetched, text(mode, mx));
    return this;
  }

  String text(String mode, String... mx) {
    StringBuilder text = new StringBuilder("version: STSv1\nmode: " + mode + "\n");
    for (String each : mx) {
      text.append("mx: ").append(each).append('\n');
    }
    return text.append("max_age: 86400\n").toString();
  }

  SecureRow by(Tls demand) {
    tls = demand;
    return this;
  }

  /// Ends it: the mail is delivered, and the log says how.
  SecureRow delivered(String security) {
    expected = "DELIVERED " + security;
    return this;
  }

  /// Ends it: the mail waits, for such a reason, of which all words count that stand between `...`.
  SecureRow deferred(String reason) {
    expected = "DEFERRED " + reason;
    return this;
  }

  /// Ends it: the mail fails, for such a reason.
  SecureRow failed(String reason) {
    expected = "FAILED " + reason;
    return this;
  }

  Route route() {
    return new Route(List.of(domain), new Route.Exchangers(port(), tls));
  }
}
