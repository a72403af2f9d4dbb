// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.postrider.gateway.Gateway;
import org.postrider.gateway.first.FirstRun;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.smtp.server.Listening;

/// What a start says to whoever started it.
record Welcome(PrintStream err, Gateway gateway, Path file) {
  /// After a start with a configuration that was there.
  void again() {
    err.println("postrider " + Version.text() + " runs with " + file + "; Ctrl-C stops it.");
    addresses();
  }

  /// After a start that made everything itself; the password is shown this once.
  void first(String password) {
    Path directory = Options.directory(file);
    again();
    err.println();
    err.println("This is a first start, for trying things; nothing outside this machine is");
    err.println("reached but where you send mail to. Made under " + directory + ":");
    err.println("  postrider.toml  the configuration, with a word on every key");
    err.println("  tls/            a certificate that is self-signed: nobody vouches for it");
    err.println("  users           the user " + FirstRun.USER + " with the password " + password);
    err.println("                  (shown this once; postrider user passwd changes it)");
    err.println();
    err.println("Send a first message by one of:");
    String mx = at(ListenerKind.MX);
    err.println("  swaks --server " + mx + " --from me@example.org --to you@postrider.test");
    err.println(
        "  printf 'Subject: hello\\r\\n\\r\\nhello\\r\\n' | curl -sS smtp://"
            + mx
            + " \\\n    --mail-from me@example.org --mail-rcpt you@postrider.test -T -");
    err.println(
        "  ./postrider send --server "
            + at(ListenerKind.SUBMISSION)
            + " --tls encrypt --user "
            + FirstRun.USER
            + " \\\n    --from alice@localhost --to you@postrider.test");
    err.println("and find it in " + directory.resolve("mail/postrider.test/you/new"));
    err.println();
    err.println("One line of JSON for each hand-over follows on standard output.");
  }

  private void addresses() {
    for (Listening each : gateway.listening()) {
      String what =
          switch (each.kind()) {
            case MX -> "mail from other hosts";
            case SUBMISSION -> "mail from users: STARTTLS, then AUTH";
            case SUBMISSIONS -> "mail from users: TLS from the first octet, then AUTH";
          };
      err.printf("  %-12s %-22s %s%n", each.name(), text(each.address()), what);
    }
    err.printf(
        "  %-12s %-22s %s%n",
        "operator", text(gateway.adminAddress()), "HTTP: /metrics /health /ready, postrider queue");
  }

  private String at(ListenerKind kind) {
    return gateway.listening().stream()
        .filter(each -> each.kind() == kind)
        .map(each -> text(each.address()))
        .findFirst()
        .orElse("");
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
