// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.secure.Demand;
import org.postrider.delivery.secure.Tlsa;
import org.postrider.smtp.protocol.reply.Reply;
import org.xbill.DNS.Record;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.Type;

/// Looks for the TLSA records of a host that was itself found securely.
///
/// @rfc 7672 §2.2.2
/// @rfc 7672 §2.2.3
record Tlsas(Dns dns) {
  /// Records of one host that are looked at.
  static final int MOST_RECORDS = 32;

  /// What DANE asks of a host, and for how long; null where it asks nothing.
  record Asked(@Nullable Demand demand, Duration life) {}

  /// How the addresses of a host were found: whether securely, under which name in the end.
  private record Standing(boolean secure, String end, Duration life) {}

  /// What is asked of `host` at `port`; a certificate may show the names `further` besides.
  CompletableFuture<Asked> of(String host, int port, List<String> further) {
    // Addresses first, or domains whose servers know no TLSA records would get no mail.
    return dns.ask(host, Type.A)
        .thenCombine(dns.ask(host, Type.AAAA), (four, six) -> standing(host, four, six))
        .thenCompose(standing -> bases(host, standing))
        .thenCompose(bases -> ask(bases, port, further));
  }

  private static Standing standing(String host, Answer four, Answer six) {
    String end = host;
    boolean secure = true;
    Duration life = Router.shorter(four.life(), six.life());
    for (Answer each : List.of(four, six)) {
      if (each instanceof Answer.Found found) {
        end = Router.text(found.records().getFirst().getName());
      }
      secure &= each.secure() || each instanceof Answer.Unsure;
    }
    boolean known = !(four instanceof Answer.Unsure && six instanceof Answer.Unsure);
    return new Standing(secure && known, end, life);
  }

  /// Names under which TLSA records may be, the first to be tried first; `failed` says why nobody
  /// knows.
  private record Bases(List<String> names, Duration life, @Nullable String failed) {}

  private CompletableFuture<Bases> bases(String host, Standing standing) {
    boolean alias = !standing.end().equalsIgnoreCase(host);
    if (standing.secure()) {
      List<String> names = alias ? List.of(standing.end(), host) : List.of(host);
      return CompletableFuture.completedFuture(new Bases(names, standing.life(), null));
    }
    if (!alias) {
      return CompletableFuture.completedFuture(new Bases(List.of(), standing.life(), null));
    }
    return dns.ask(host, Type.CNAME)
        .thenApply(first -> {
          Duration life = Router.shorter(standing.life(), first.life());
          String failed = first instanceof Answer.Unsure unsure ? unsure.why() : null;
          List<String> names = first.secure() ? List.of(host) : List.of();
          return new Bases(names, life, failed);
        });
  }

  private CompletableFuture<Asked> ask(Bases bases, int port, List<String> further) {
    String failed = bases.failed();
    if (failed != null) {
      return CompletableFuture.completedFuture(new Asked(unknown("a host", failed), bases.life()));
    }
    if (bases.names().isEmpty()) {
      return CompletableFuture.completedFuture(new Asked(null, bases.life()));
    }
    String base = bases.names().getFirst();
    String name = "_" + port + "._tcp." + base;
    return dns.ask(name, Type.TLSA)
        .thenCompose(answer -> {
          Duration life = Router.shorter(bases.life(), answer.life());
          if (answer instanceof Answer.Found found && found.secure()) {
            Demand demand = new Demand.Dane(name, records(found), names(base, further));
            return CompletableFuture.completedFuture(new Asked(demand, life));
          }
          if (answer instanceof Answer.Unsure unsure) { // RFC 7672 §2.1.2
            return CompletableFuture.completedFuture(new Asked(unknown(name, unsure.why()), life));
          }
          List<String> rest = bases.names().subList(1, bases.names().size());
          return ask(new Bases(rest, life, null), port, further);
        });
  }

  private static List<String> names(String base, List<String> further) {
    List<String> names = new ArrayList<>(List.of(base));
    for (String each : further) {
      if (names.stream().noneMatch(each::equalsIgnoreCase)) {
        names.add(each);
      }
    }
    return names;
  }

  private static List<Tlsa> records(Answer.Found found) {
    List<Tlsa> records = new ArrayList<>();
    for (Record each : found.records()) {
      if (each instanceof TLSARecord tlsa && records.size() < MOST_RECORDS) {
        records.add(
            new Tlsa(
                tlsa.getCertificateUsage(),
                tlsa.getSelector(),
                tlsa.getMatchingType(),
                HexFormat.of().formatHex(tlsa.getCertificateAssociationData())));
      }
    }
    return records;
  }

  private static Demand unknown(String name, String why) {
    return new Demand.Unmet(
        Reply.of(
            454,
            "4.7.5",
            "DANE: the TLSA records of " + name + " cannot be looked up securely now: " + why));
  }
}
