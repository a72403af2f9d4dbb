// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import static org.postrider.gateway.settings.Key.Kind.ADDRESS;
import static org.postrider.gateway.settings.Key.Kind.DURATION;
import static org.postrider.gateway.settings.Key.Kind.PATH;
import static org.postrider.gateway.settings.Key.Kind.SIZE;
import static org.postrider.gateway.settings.Key.Kind.TEXT;
import static org.postrider.gateway.settings.Key.Kind.TEXTS;
import static org.postrider.gateway.settings.Key.choice;
import static org.postrider.gateway.settings.Key.number;
import static org.postrider.gateway.settings.Key.value;

import java.util.List;

/// Every key of the configuration. Reading, the reference page and the first configuration all
/// follow this table; a key that is not here does not exist.
final class Keys {
  /// The kinds of listener, as the configuration calls them.
  static final List<String> LISTENER_KINDS = List.of("mx", "submission", "submissions");

  static final Section TOP =
      new Section(
          "",
          false,
          "What stands above all tables.",
          List.of(
              value(
                  "include",
                  TEXTS,
                  List.of(),
                  "More files to read, relative to this one; `*` and `?` stand for any letters of a"
                      + " file's name. Lists such as `[[route]]` are put together, a key that"
                      + " stands in two files is an error."),
              value(
                  "hostname",
                  TEXT,
                  null,
                  "What Postrider calls itself in greetings, trace fields and notifications: the"
                      + " machine's full name in DNS."),
              value(
                      "postmaster",
                      TEXT,
                      null,
                      "Who reads what is sent to `<Postmaster>` or to postmaster at `hostname`;"
                          + " without it, `postmaster@HOSTNAME`. A plug-in must allow it as a"
                          + " recipient, and a route lead there.")
                  .within("a mailbox"),
              value("data", PATH, ".", "The directory that relative paths lie under."),
              number(
                  "threads",
                  0,
                  0,
                  1_024,
                  "Event loops that carry all connections; 0 means one for each processor."),
              value(
                  "stop-within",
                  DURATION,
                  "30s",
                  "How long transfers in flight may take to end when the gateway is told to"
                      + " stop."),
              value(
                  "plugin-directories",
                  TEXTS,
                  List.of("plugins"),
                  "Where plug-ins are looked for besides those that come with Postrider, each in a"
                      + " directory of its own.")));

  static final Section LISTENER =
      new Section(
          "listener",
          true,
          "One listening socket. At least one must be there.",
          List.of(
              value("name", TEXT, null, "What logs and plug-ins call it; no two may share one."),
              choice(
                  "kind",
                  null,
                  LISTENER_KINDS,
                  "`mx` takes mail from other hosts (port 25); `submission` takes it from users"
                      + " after STARTTLS and AUTH (port 587); `submissions` the same with TLS from"
                      + " the first octet (port 465)."),
              choice(
                  "protocol",
                  "smtp",
                  List.of("smtp", "lmtp"),
                  "`lmtp` for a queue that speaks LMTP, such as Postfix's, and wants a reply for"
                      + " each recipient; of kind `mx`, and never at port 25."),
              value(
                  "address",
                  ADDRESS,
                  null,
                  "Where it listens, such as `192.0.2.1:25` or `[2001:db8::1]:25`; `*:25` is every"
                      + " address of the machine."),
              value(
                  "withhold",
                  TEXTS,
                  null,
                  "Extensions that it neither offers nor takes: `DSN` where strangers are not to be"
                      + " told of success; `REQUIRETLS`, `DELIVERBY` and `BINARYMIME` where next"
                      + " hops are known not to take them, so that mail would come back;"
                      + " `CHUNKING`, `LIMITS`, `PIPELINING`, `SIZE`, `8BITMIME`, `SMTPUTF8`,"
                      + " `MT-PRIORITY`. Without it, `REQUIRETLS` and `DELIVERBY` at a listener of"
                      + " kind `mx`, and none at others."),
              value(
                  "proxy-protocol",
                  TEXTS,
                  List.of(),
                  "Networks of load balancers: connections from there must begin with a PROXY"
                      + " header (version 1 or 2), which says where the client is; all others are"
                      + " clients themselves."),
              value(
                  "xclient",
                  TEXTS,
                  List.of(),
                  "Networks of proxies that may say by XCLIENT that a session is another client's:"
                      + " where that is, and who has authenticated. Whoever is named here can be"
                      + " anybody."),
              value(
                  "xforward",
                  TEXTS,
                  List.of(),
                  "Networks of content filters that may say by XFORWARD where a message comes"
                      + " from, for the log and nothing else.")));

  static final Section TLS_FILES =
      new Section(
          "tls",
          false,
          "The certificate shown to clients. The files are read again when they change. Without"
              + " this table there is no TLS, and so no authentication.",
          List.of(
              value(
                  "certificate",
                  PATH,
                  null,
                  "PEM; the server's own certificate first, then the chain."),
              value("key", PATH, null, "PEM; the private key, not encrypted."),
              choice(
                  "policy",
                  "intermediate",
                  List.of("intermediate", "modern"),
                  "Which clients are served: `modern` takes TLS 1.3 only, `intermediate` 1.2 too;"
                      + " neither takes a cipher without forward secrecy. Who is refused may send"
                      + " in the clear.")));

  static final Section CERTIFICATE =
      new Section(
          "certificate",
          true,
          "More certificates, each shown to clients that ask for one of the names that it is for"
              + " (SNI). `[tls]` is shown to all others.",
          List.of(
              value("certificate", PATH, null, "As in `[tls]`."),
              value("key", PATH, null, "As in `[tls]`.")));

  static final Section LIMITS =
      new Section(
          "limits",
          false,
          "What one client may use up. Past a limit it is answered with a 4yz or 5yz reply.",
          List.of(
              number("connections", 10_000, 1, 1_000_000, "Connections open at once, in all."),
              number(
                  "connections-per-address",
                  100,
                  1,
                  1_000_000,
                  "Connections open at once from one address."),
              value("message-size", SIZE, "50MiB", "Octets of one message, announced as SIZE.")
                  .within("at least 64KiB"),
              number("recipients", 1_000, 100, 100_000, "Recipients of one message."),
              number("messages", 1_000, 1, 1_000_000, "Messages in one connection."),
              number("errors", 20, 1, 10_000, "Refused commands before the session is ended."),
              value(
                  "command-timeout",
                  DURATION,
                  "5m",
                  "The wait for the next command; a TLS handshake may take 30 seconds in all, or"
                      + " this time where it is shorter."),
              value("data-timeout", DURATION, "5m", "The wait for the next octets of a message."),
              value("session-timeout", DURATION, "1h", "A session's whole life."),
              number(
                  "hops", 50, 10, 1_000, "Received fields before a message is refused as looping."),
              value("header-size", SIZE, "256KiB", "Octets of a message's header section.")
                  .within("at least 16KiB"),
              number(
                  "priority",
                  0,
                  0,
                  9,
                  "The highest priority (MT-PRIORITY) that a client which authenticates may give"
                      + " its mail; everybody may lower it, to -9."),
              value(
                      "future-release",
                      DURATION,
                      "0s",
                      "How long a client which authenticates may have its mail held before it is"
                          + " delivered (FUTURERELEASE); not at all with 0s.")
                  .within("at most 3650d")));

  static final Section AUTH =
      new Section(
          "auth",
          false,
          "How much guessing of passwords is borne.",
          List.of(
              number(
                  "failures-per-address",
                  30,
                  1,
                  1_000_000,
                  "Failures from one client address (for IPv6, one /64 network) within the window"
                      + " before it is asked to come back later."),
              number(
                  "failures-per-account",
                  20,
                  1,
                  1_000_000,
                  "Failures for one account within the window."),
              value("window", DURATION, "15m", "How long a failure counts."),
              value(
                  "delay",
                  DURATION,
                  "1s",
                  "The wait before the reply to a first failure; it doubles with each further one,"
                      + " up to sixteen times.")));

  static final Section SPOOL =
      new Section(
          "spool",
          false,
          "What was accepted and is not finished.",
          List.of(
              value("directory", PATH, "spool", "Where it is kept; one process at a time."),
              value(
                  "commit-timeout",
                  DURATION,
                  "30s",
                  "How long the disk may take before a client is told to try later."),
              value(
                  "least-free",
                  SIZE,
                  "256MiB",
                  "How much of the disk stays free; below, new mail is refused for the time"
                      + " being."),
              value(
                  "most-size",
                  SIZE,
                  "0B",
                  "How large the directory may become; beyond, new mail is refused until what is"
                      + " there is delivered. `0B` is as large as the disk allows."),
              value(
                  "memory",
                  SIZE,
                  "64MiB",
                  "How much message content is kept at hand for the first delivery attempt, in"
                      + " all.")));

  static final Section DELIVERY = DeliveryKeys.DELIVERY;

  static final Section ROUTE = DeliveryKeys.ROUTE;

  static final Section HOP = DeliveryKeys.HOP;

  static final Section PLUGIN = PluginKeys.SECTION;

  static final Section ADMIN =
      new Section(
          "admin",
          false,
          "The interface for the operator and for `postrider queue`: HTTP in the clear, so on a"
              + " loopback address only.",
          List.of(
              value("address", ADDRESS, "127.0.0.1:2580", "Where it listens.")
                  .within("a loopback address"),
              value(
                  "token-file",
                  PATH,
                  "admin.token",
                  "Holds the word that callers must show; made where it is missing, readable by the"
                      + " owner only.")));

  static final Section LOG =
      new Section(
          "log",
          false,
          "What is written down.",
          List.of(
              choice(
                  "level",
                  "info",
                  List.of("error", "warn", "info", "debug", "trace"),
                  "How much the diagnostic log on standard error says."),
              value(
                  "mail",
                  TEXT,
                  "stdout",
                  "Where the mail log goes, one JSON line for each hand-over: `stdout`, `none`, or"
                      + " a file, which is opened again at each reload."),
              value(
                  "trail",
                  PATH,
                  "trail",
                  "Where the same lines are kept for `postrider trace`, wherever the mail log"
                      + " goes."),
              value(
                  "trail-age",
                  DURATION,
                  "7d",
                  "How old they may become before they are deleted; `0s` keeps none."),
              value(
                      "trail-size",
                      SIZE,
                      "1GiB",
                      "How large all of them may become; past that, the oldest are deleted.")
                  .within("at least 16MiB")));

  /// All of them, in the order of the reference.
  static final List<Section> SECTIONS =
      List.of(
          TOP,
          LISTENER,
          TLS_FILES,
          CERTIFICATE,
          LIMITS,
          AUTH,
          SPOOL,
          DELIVERY,
          ROUTE,
          HOP,
          PLUGIN,
          ADMIN,
          LOG);

  private Keys() {}
}
