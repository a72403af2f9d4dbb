// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.DeliverySettings;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.server.AuthLimits;
import org.postrider.smtp.server.ListenerSettings;
import org.postrider.smtp.server.ServerSettings;
import org.postrider.smtp.server.SessionLimits;
import org.postrider.smtp.wire.TlsSettings;

/// All that the configuration says, checked.
///
/// @param file the main file
/// @param hostname what the gateway calls itself
/// @param postmaster to whom mail for the postmaster of this host goes
/// @param data the directory that relative paths lie under
/// @param threads event loops
/// @param stopWithin how long transfers may take to end
/// @param listeners at least one
/// @param places where each listener stands in the configuration, by name
/// @param tls null where no certificate is configured
/// @param plugins in the order in which they are asked
/// @param pluginDirectories where plug-ins are looked for besides those that come with the program
public record GatewaySettings(
    Path file,
    String hostname,
    Mailbox postmaster,
    Path data,
    int threads,
    Duration stopWithin,
    List<ListenerSettings> listeners,
    Map<String, Position> places,
    @Nullable TlsSettings tls,
    SessionLimits limits,
    AuthLimits auth,
    SpoolSettings spool,
    DeliverySettings delivery,
    List<PluginBlock> plugins,
    List<Path> pluginDirectories,
    Admin admin,
    Log log) {

  /// Copies lists and map.
  public GatewaySettings {
    listeners = List.copyOf(listeners);
    places = Map.copyOf(places);
    plugins = List.copyOf(plugins);
    pluginDirectories = List.copyOf(pluginDirectories);
  }

  /// What the server is to know.
  public ServerSettings server() {
    return new ServerSettings(hostname, postmaster, listeners, limits, auth, tls);
  }

  /// A plug-in that the configuration names, and its block. The block remembers what it was asked,
  /// so it is for one installation.
  public record PluginBlock(String name, Block settings) {}

  /// Where the operator's interface listens, and the file that holds its token.
  public record Admin(InetSocketAddress address, Path tokenFile) {}

  /// What the diagnostic log says, and where the mail log goes: `stdout`, `none` or a path.
  public record Log(String level, String mail, Trail trail) {}

  /// Where the lines of the mail log are kept, up to which age (zero: they are not) and how many
  /// octets of them.
  public record Trail(Path directory, Duration age, long size) {}
}
