// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.util.List;

/// A message is about to be given to its next hop. Of `message` the recipients are those that are
/// tried now, who share `domain` (in its key form: lower case, an IDN in ASCII). `number` counts
/// their attempts from 1, and `last` says how the one before ended, or why they were held, `""` at
/// first. `hops` are where they would go, the most preferred first: `name:port`, a directory, or
/// `discard`; nothing where no way was found.
public record Attempt(Queued message, String domain, int number, String last, List<String> hops) {
  /// Copies the list.
  public Attempt {
    hops = List.copyOf(hops);
  }

  /// What may be said of it: all that may be said of a message in the queue, or another way.
  public sealed interface Verdict permits Queued.Verdict, Route {}

  /// Another way for this attempt. A later one is asked about anew. A way that is not there delays
  /// mail, and never fails it.
  public sealed interface Route extends Verdict {}

  /// To this host, by SMTP, with TLS where it is offered. `host` is a name or an address literal
  /// without brackets.
  public record RouteTo(String host, int port) implements Route {
    /// Throws `IllegalArgumentException` for no host, or a port outside 1 to 65535.
    public RouteTo {
      if (host.isBlank() || port < 1 || port > 65_535) {
        throw new IllegalArgumentException("no host and port: " + host + ":" + port);
      }
    }
  }

  /// As the route of this `name` in the configuration says.
  public record RouteBy(String name) implements Route {}
}
