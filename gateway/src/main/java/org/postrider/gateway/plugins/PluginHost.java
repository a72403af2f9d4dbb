// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.Lookup;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Memory;
import org.postrider.plugins.api.Meter;
import org.postrider.plugins.api.OperatorCommand;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.ScramLookup;
import org.postrider.plugins.api.ScramVerifier;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.server.PolicySet.Asked;

/// The host of one plug-in. What it registers is kept under its name and with the guard that its
/// block asks for; after [#close] nothing more can be registered, because the policies are then in
/// use.
final class PluginHost implements Host {
  private final String plugin;
  private final Settings settings;
  private final HostParts parts;
  private final Policies policies;
  private final Unloading unloading;
  private final Bounds bounds;
  private final Meter meter;
  private final System.Logger logger;
  private volatile boolean closed;

  /// Reads the bounds from the block, too; throws `SettingsException`.
  PluginHost(
      String plugin, Settings settings, HostParts parts, Policies policies, Unloading unloading) {
    this.plugin = plugin;
    this.settings = settings;
    this.parts = parts;
    this.policies = policies;
    this.unloading = unloading;
    this.bounds = Bounds.read(settings);
    this.meter = new PluginMeter(parts.meters().apply(plugin));
    this.logger = new PluginLogger(plugin);
  }

  void close() {
    closed = true;
  }

  private <Q, A> void add(List<Asked<Q, A>> asked, Answer<Q, A> answer) {
    checkOpen();
    asked.add(new Asked<>(plugin, answer, bounds.guard()));
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "plug-in " + plugin + " can register only while it is being installed");
    }
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public Duration deadline() {
    return bounds.guard().deadline();
  }

  @Override
  public InstantSource clock() {
    return parts.clock();
  }

  @Override
  public Lookup lookup() {
    return parts.lookup();
  }

  @Override
  public Memory memory() {
    return parts.memories().of(plugin, bounds.memorySize());
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public System.Logger logger() {
    return logger;
  }

  @Override
  public void onUnload(Runnable end) {
    checkOpen();
    unloading.add(plugin, end::run);
  }

  @Override
  public void onConnection(Answer<Connection, Verdict> answer) {
    add(policies.connection, answer);
  }

  @Override
  public void onHello(Answer<Hello, Verdict> answer) {
    add(policies.hello, answer);
  }

  @Override
  public void onPassword(Answer<PasswordCheck, Optional<Login>> answer) {
    add(policies.password, answer);
  }

  @Override
  public void onScram(Answer<ScramLookup, Optional<ScramVerifier>> answer) {
    add(policies.scram, answer);
  }

  @Override
  public void onMail(Answer<Mail, Verdict> answer) {
    add(policies.mail, answer);
  }

  @Override
  public void onRelay(Answer<Recipient, Relay> answer) {
    add(policies.relay, answer);
  }

  @Override
  public void onRecipient(Answer<Recipient, Verdict> answer) {
    add(policies.recipient, answer);
  }

  @Override
  public void onMessage(Answer<Submitted, ContentVerdict> answer) {
    add(policies.message, answer);
  }

  @Override
  public void onCommand(OperatorCommand command) {
    checkOpen();
    String other = policies.add(plugin, command);
    if (other != null) {
      throw new IllegalStateException(
          "plug-in " + other + " has a command `" + command.name() + "` already");
    }
  }
}
