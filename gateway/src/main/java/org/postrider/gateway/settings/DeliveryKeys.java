// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import static org.postrider.gateway.settings.Key.Kind.ADDRESSES;
import static org.postrider.gateway.settings.Key.Kind.DURATION;
import static org.postrider.gateway.settings.Key.Kind.DURATIONS;
import static org.postrider.gateway.settings.Key.Kind.FLAG;
import static org.postrider.gateway.settings.Key.Kind.PATH;
import static org.postrider.gateway.settings.Key.Kind.SECRET;
import static org.postrider.gateway.settings.Key.Kind.SIZE;
import static org.postrider.gateway.settings.Key.Kind.TEXT;
import static org.postrider.gateway.settings.Key.Kind.TEXTS;
import static org.postrider.gateway.settings.Key.choice;
import static org.postrider.gateway.settings.Key.number;
import static org.postrider.gateway.settings.Key.value;

import java.util.List;

/// The keys that say how mail goes out, and where.
final class DeliveryKeys {
  /// The kinds of next hop.
  static final List<String> HOPS =
      List.of("mx", "smtp", "lmtp", "maildir", "pipe", "discard", "reject");

  /// What may be demanded of a connection to a next hop.
  static final List<String> TLS =
      List.of("none", "may", "published", "encrypt", "dane", "verify", "fingerprint", "implicit");

  private static final Key CONNECTIONS =
      number("connections-per-hop", 20, 1, 10_000, "Connections open at once to one next hop.");

  private static final Key MESSAGES =
      number("messages-per-connection", 100, 1, 100_000, "Messages before a connection is closed.");

  private static final Key RECIPIENTS =
      number(
          "recipients-per-message", 100, 1, 100, "Recipients that a message is sent to at once.");

  private static final Key RATE =
      value(
          "rate",
          TEXT,
          "any",
          "How many messages one next hop gets in a time, such as `600/1h`: a tenth of them at"
              + " once, the others one by one; `any` as many as there are.");

  private static final Key SHARE =
      number(
          "share",
          1,
          1,
          100,
          "How many attempts a next hop may begin in its turn, where all `attempts` are under"
              + " way.");

  /// How much a next hop is given: in all of these tables.
  static final List<Key> LIMITS = List.of(CONNECTIONS, MESSAGES, RECIPIENTS, RATE, SHARE);

  static final Section DELIVERY =
      new Section(
          "delivery",
          false,
          "How mail goes out.",
          List.of(
              CONNECTIONS,
              MESSAGES,
              RECIPIENTS,
              RATE,
              SHARE,
              number("attempts", 500, 1, 100_000, "Attempts at once, in all."),
              value("idle", DURATION, "10s", "How long an unused connection is kept."),
              value(
                  "retry",
                  DURATIONS,
                  List.of("1m", "5m", "15m", "30m", "1h", "2h", "4h"),
                  "The waits before the second attempt, the third and so on; the last one"
                      + " repeats."),
              value("give-up", DURATION, "5d", "How long after acceptance a recipient fails."),
              value(
                  "warn-after",
                  DURATION,
                  "4h",
                  "How long after acceptance the author is told of the delay; `0s` never."),
              value(
                  "resolvers",
                  ADDRESSES,
                  List.of(),
                  "DNS servers, such as `192.0.2.53` or `127.0.0.1:5353`; none means the machine's"
                      + " own."),
              value(
                  "connect-timeout",
                  DURATION,
                  "30s",
                  "The wait for a connection, and again for TLS."),
              value("greeting-timeout", DURATION, "5m", "The wait for a next hop's first reply."),
              value(
                  "command-timeout",
                  DURATION,
                  "5m",
                  "The wait for its replies to EHLO, STARTTLS, AUTH, MAIL, RCPT and RSET."),
              value("data-initiation-timeout", DURATION, "2m", "The wait for its reply to DATA."),
              value(
                  "data-block-timeout",
                  DURATION,
                  "3m",
                  "The wait for it to take a piece of a message."),
              value(
                  "data-end-timeout",
                  DURATION,
                  "10m",
                  "The wait for its reply to the end of a message."),
              value(
                  "trust",
                  PATH,
                  null,
                  "A PEM file of certificate authorities to trust beyond those of the Java run"
                      + " time."),
              choice(
                  "dnssec",
                  "off",
                  List.of("off", "trust-resolver", "validate"),
                  "Who proves what DNS says, without which there is no DANE: nobody, the"
                      + " `resolvers` (by the AD bit; for resolvers of your own on this machine or"
                      + " on a network that nobody else reaches), or Postrider itself, by the"
                      + " signatures."),
              value(
                  "trust-anchors",
                  PATH,
                  null,
                  "For `validate`: a file of DS or DNSKEY records to begin with; without it, those"
                      + " of the root."),
              value(
                  "mta-sts",
                  FLAG,
                  true,
                  "Whether the MTA-STS policies of recipients' domains are fetched and kept to."),
              value(
                  "mta-sts-directory",
                  PATH,
                  "mta-sts",
                  "Where the policies are kept until they run out."),
              value(
                  "failure-rules",
                  PATH,
                  null,
                  "A file of rules that say what the replies of hosts mean, before those that come"
                      + " with Postrider: [what keeps mail](operate/failures.md)."),
              choice(
                  "double-bounces",
                  "drop",
                  List.of("drop", "postmaster"),
                  "Who is told where a message without a sender, such as a notification, fails:"
                      + " nobody, or the `postmaster`.")));

  static final Section ROUTE =
      new Section(
          "route",
          true,
          "Where mail for some domains goes instead of their mail exchangers. The first route that"
              + " fits a domain holds; a domain without one goes to its mail exchangers.",
          List.of(
              value(
                  "domains",
                  TEXTS,
                  null,
                  "Recipient domains; `*.example.org` means all below it, `*` every one. May be"
                      + " absent where there is a `name`."),
              value(
                  "name",
                  TEXT,
                  null,
                  "What plug-ins call it that send mail this way, whatever its domain: lower-case"
                      + " letters, digits and hyphens."),
              choice(
                  "hop",
                  null,
                  HOPS,
                  "`mx` the domain's mail exchangers, `smtp` or `lmtp` the hosts named, `maildir`"
                      + " files under a directory, `pipe` a command, `discard` nowhere, `reject`"
                      + " back to the sender with a reply of yours."),
              value(
                  "hosts",
                  TEXTS,
                  null,
                  "For `smtp` and `lmtp`: names or addresses, with a port where it is not 25"
                      + " (`smtp`), 465 (`smtp` with implicit TLS) or 24 (`lmtp`), or sockets of"
                      + " this machine such as `unix:/run/dovecot/lmtp`; tried in order. Those with"
                      + " a weight, such as `a.example weight 3`, go first, in random order."),
              value(
                  "source",
                  TEXTS,
                  List.of(),
                  "For `mx`, `smtp` and `lmtp`: addresses of this machine that connections come"
                      + " from, for IPv4, IPv6 or both; else the machine chooses."),
              number("port", 25, 1, 65_535, "For `mx`: the port of the mail exchangers."),
              choice(
                  "tls",
                  null,
                  TLS,
                  "`none` never, `may` where it is offered, `published` what the domain asks for by"
                      + " DANE or MTA-STS and else as `may`, `encrypt` always with any certificate,"
                      + " `dane` always by DANE, `verify` always with a valid certificate,"
                      + " `fingerprint` always with one of `fingerprints`, `implicit` as `verify`"
                      + " from the first octet. Without it, `published` for `mx` and `may` else."),
              value(
                  "fingerprints",
                  TEXTS,
                  null,
                  "For `fingerprint`: the SHA-256 of certificates or of public keys, in hexadecimal"
                      + " digits."),
              value(
                  "user",
                  TEXT,
                  null,
                  "For `smtp`: whom to authenticate as, by SCRAM where the host offers it, else by"
                      + " PLAIN or LOGIN; never without TLS. For `pipe`: whom the command runs as,"
                      + " which takes root; without it, whom Postrider runs as."),
              value("password", SECRET, null, "For `smtp`: the password, best as `${file:…}`."),
              value(
                  "directory",
                  PATH,
                  null,
                  "For `maildir`: each mailbox is a Maildir `DOMAIN/LOCAL-PART` below it."),
              value(
                  "command",
                  TEXTS,
                  null,
                  "For `pipe`: a program by its whole path, and its arguments: [commands"
                      + "](operate/pipe.md)."),
              value(
                  "group",
                  TEXT,
                  null,
                  "For `pipe`: the group of `user`; without it, of the same name."),
              value("timeout", DURATION, "5m", "For `pipe`: how long the command may take."),
              value("most-size", SIZE, "50MiB", "For `pipe`: how large a message it is given."),
              value(
                  "reply",
                  TEXT,
                  null,
                  "For `reject`: what senders are told, such as `550 5.1.6 they have moved`."),
              routed(CONNECTIONS),
              routed(MESSAGES),
              routed(RECIPIENTS),
              routed(RATE),
              routed(SHARE)));

  static final Section HOP =
      new Section(
          "hop",
          true,
          "How much some next hops are given, whatever mail goes there. The first of these tables"
              + " that names a host of a next hop holds for it, before what its route says; what"
              + " is absent is as under `[delivery]`.",
          List.of(
              value(
                  "hosts",
                  TEXTS,
                  null,
                  "Names of hosts, as mail exchangers are called or as a route names them;"
                      + " `*.example.org` means all below it."),
              CONNECTIONS,
              MESSAGES,
              RECIPIENTS,
              RATE,
              SHARE));

  private static Key routed(Key key) {
    return new Key(
        key.name(),
        key.kind(),
        null,
        key.range(),
        key.least(),
        key.most(),
        key.choices(),
        "For `mx`, `smtp` and `lmtp`: as under `[delivery]`, for each next hop of this route.");
  }

  private DeliveryKeys() {}
}
