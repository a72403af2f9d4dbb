// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.clamd;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.daemons.Daemon;
import org.postrider.plugins.scanning.Finding;
import org.postrider.plugins.scanning.Forged;
import org.postrider.plugins.scanning.Scope;
import org.postrider.plugins.scanning.Treatment;

/// Shows every message to clamd before it is accepted, as a stream, and does with an infected one
/// what the configuration says. Where clamd gives no answer, the plug-in gives none either, and its
/// `on-failure` holds.
///
/// Settings: those of [Daemon], [Scope] and [Signatures].
public final class Clamd implements SmtpPlugin {
  private static final String FIELD = "X-Virus-Status";
  private static final String USUAL_SOCKET = "/run/clamav/clamd.ctl";
  private static final int CONNECTIONS = 10; // as many as clamd has threads, if not told otherwise
  private static final long LARGEST = 25L << 20; // what clamd took in a stream for many years

  /// Called by the loader.
  public Clamd() {}

  @Override
  public String name() {
    return "clamd";
  }

  @Override
  public void install(Host host) {
    Daemon daemon = Daemon.read(host, USUAL_SOCKET, CONNECTIONS);
    Scope scope = Scope.read(host, LARGEST, true);
    Signatures signatures = Signatures.read(host.settings());
    host.onMessage(message -> {
      Optional<ContentVerdict> exempt = scope.exempt(message);
      return exempt.isPresent() ? exempt.get() : scan(message, daemon, scope, signatures, host);
    });
  }

  private static ContentVerdict scan(
      Submitted message, Daemon daemon, Scope scope, Signatures signatures, Host host)
      throws IOException, InterruptedException {
    return switch (daemon.ask(line -> Scan.of(message.content(), line))) {
      case Scan.Clean _ -> {
        host.meter().count("clean");
        yield Treatment.PASS.of(new Finding("", "", forged(message), List.of()));
      }
      case Scan.Infected(String signature) -> {
        host.meter().count("infected");
        yield signatures.treatment(signature).of(finding(signature, message));
      }
      case Scan.TooLarge _ -> scope.tooLarge();
    };
  }

  private static Finding finding(String signature, Submitted message) throws IOException {
    String name = Finding.printable(signature);
    return new Finding(
        "Message contains malware: " + name,
        "malware " + name,
        forged(message),
        List.of(new Change.AddField(FIELD, "Infected (" + name + ")")));
  }

  private static List<Change> forged(Submitted message) throws IOException {
    return Forged.deletions(message.content(), FIELD::equalsIgnoreCase);
  }
}
