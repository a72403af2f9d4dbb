// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.smtp.protocol.address.Network;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.server.ListenerSettings;
import org.postrider.smtp.server.Trust;
import org.postrider.smtp.wire.CertificateFiles;
import org.postrider.smtp.wire.ServerTls;
import org.postrider.smtp.wire.TlsPolicy;
import org.postrider.smtp.wire.TlsSettings;

/// Reads the `[[listener]]` tables and the certificate that some of them cannot do without.
final class ListenerReader {
  /// The others have switches of their own, or are the form of every reply.
  private static final Set<Keyword> WITHHOLDABLE =
      EnumSet.of(
          Keyword.DSN,
          Keyword.MT_PRIORITY,
          Keyword.PIPELINING,
          Keyword.SIZE,
          Keyword.EIGHT_BIT_MIME,
          Keyword.SMTP_UTF8,
          Keyword.CHUNKING,
          Keyword.BINARY_MIME,
          Keyword.LIMITS,
          Keyword.REQUIRE_TLS,
          Keyword.DELIVER_BY);

  /// What strangers' mail would come back for from next hops of which nothing is known: to whomever
  /// they name as its sender.
  private static final List<Keyword> DEMANDS = List.of(Keyword.REQUIRE_TLS, Keyword.DELIVER_BY);

  private static final int SMTP_PORT = 25;

  private final Tables tables;
  private final Consumer<Problem> wrong;
  private final Map<String, Position> places = new LinkedHashMap<>();
  private final List<ListenerSettings> listeners = new ArrayList<>();

  ListenerReader(Tables tables, Consumer<Problem> wrong) {
    this.tables = tables;
    this.wrong = wrong;
    tables.tables(Keys.LISTENER).forEach(this::listener);
    if (!tables.has(Keys.LISTENER)) {
      wrong.accept(
          new Problem(
              tables.at(),
              "listener: is missing, wanted at least one table [[listener]] with name, kind and"
                  + " address"));
    }
  }

  List<ListenerSettings> listeners() {
    return listeners;
  }

  /// Where the address of each listener stands, by the listener's name.
  Map<String, Position> places() {
    return places;
  }

  private void listener(Fields fields) {
    fields.require("name", "kind", "address");
    String name = fields.text("name");
    ListenerKind kind = ListenerKind.valueOf(fields.choice("kind").toUpperCase(Locale.ROOT));
    InetSocketAddress address = fields.address("address");
    Position other = places.putIfAbsent(name, fields.block().problem("address", "").at());
    if (other != null && !name.isEmpty()) {
      fields
          .block()
          .complain("name", "found \"" + Shown.escaped(name) + "\", which is taken at " + other);
    }
    for (ListenerSettings earlier : listeners) {
      if (address.getPort() != 0 && earlier.address().equals(address)) {
        fields
            .block()
            .complain("address", "is the address of listener \"" + earlier.name() + "\" already");
      }
    }
    boolean lmtp = fields.choice("protocol").equals("lmtp");
    if (lmtp && kind != ListenerKind.MX) {
      fields.block().complain("protocol", "found \"lmtp\", which goes with kind \"mx\" only");
    }
    if (lmtp && address.getPort() == SMTP_PORT) { // RFC 2033 §5
      fields.block().complain("protocol", "found \"lmtp\", which must not be spoken at port 25");
    }
    listeners.add(
        new ListenerSettings(name, kind, address, withheld(fields, kind), trust(fields), lmtp));
  }

  private static Set<Keyword> withheld(Fields fields, ListenerKind kind) {
    List<Keyword> withheld =
        fields
            .block()
            .list(
                "withhold",
                kind == ListenerKind.MX ? DEMANDS : List.of(),
                "any of " + WITHHOLDABLE.stream().map(Keyword::text).sorted().toList(),
                text ->
                    WITHHOLDABLE.stream()
                        .filter(each -> each.text().equalsIgnoreCase(text))
                        .findFirst());
    return Set.copyOf(withheld);
  }

  private static Trust trust(Fields fields) {
    return new Trust(
        networks(fields, "proxy-protocol"),
        networks(fields, "xclient"),
        networks(fields, "xforward"));
  }

  private static List<Network> networks(Fields fields, String key) {
    return fields
        .block()
        .list(
            key,
            List.of(),
            "addresses and networks such as [\"192.0.2.7\", \"10.0.0.0/8\"], but not everybody",
            ListenerReader::network);
  }

  private static Optional<Network> network(String text) {
    try {
      return Optional.of(Network.parse(text)).filter(network -> network.bits() > 0);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // said as what was found and what was wanted
    }
  }

  /// How TLS is done, or null where there is no certificate and nobody needs one.
  @Nullable TlsSettings tls() {
    Fields fields = tables.table(Keys.TLS_FILES);
    if (!fields.has("certificate") && !fields.has("key") && !fields.has("policy")) {
      listeners.stream()
          .filter(listener -> listener.kind() != ListenerKind.MX)
          .forEach(this::needsTls);
      for (Fields each : tables.tables(Keys.CERTIFICATE)) {
        each.block().complain("certificate", "is shown beside that of [tls], which is missing");
      }
      return null;
    }
    CertificateFiles usual = files(fields);
    List<CertificateFiles> others = new ArrayList<>();
    for (Fields each : tables.tables(Keys.CERTIFICATE)) {
      CertificateFiles other = files(each);
      if (other != null) {
        others.add(other);
      }
    }
    TlsPolicy policy = TlsPolicy.valueOf(fields.choice("policy").toUpperCase(Locale.ROOT));
    return usual == null ? null : new TlsSettings(usual, others, policy);
  }

  private static @Nullable CertificateFiles files(Fields fields) {
    fields.require("certificate", "key");
    var certificate = fields.readable("certificate");
    var key = fields.readable("key");
    if (certificate == null || key == null) {
      return null;
    }
    CertificateFiles files = new CertificateFiles(certificate, key);
    if (Files.isReadable(certificate) && Files.isReadable(key)) {
      read(fields, files);
    }
    return files;
  }

  private static void read(Fields fields, CertificateFiles files) {
    try {
      ServerTls.open(TlsSettings.of(files));
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      boolean first = message.startsWith(files.certificate() + " ");
      fields.block().complain(first ? "certificate" : "key", message);
    }
  }

  private void needsTls(ListenerSettings listener) {
    wrong.accept(
        new Problem(
            places.getOrDefault(listener.name(), tables.at()),
            "listener \""
                + Shown.escaped(listener.name())
                + "\" takes mail from users, who authenticate, and that needs [tls] with"
                + " certificate and key"));
  }
}
