// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Explain;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.Lookup;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Memory;
import org.postrider.plugins.api.Meter;
import org.postrider.plugins.api.OperatorCommand;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.ScramLookup;
import org.postrider.plugins.api.ScramVerifier;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Told;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.server.PolicySet.Asked;
import org.postrider.smtp.server.Question;
import org.postrider.smtp.server.Submission;

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
  private final HourlyBound submits;
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
    this.submits = new HourlyBound(bounds.submitsPerHour(), parts.clock());
    this.meter = new PluginMeter(parts.meters().apply(plugin));
    this.logger = new PluginLogger(plugin);
  }

  void close() {
    closed = true;
  }

  private <Q, A> void add(Question kind, List<Asked<Q, A>> asked, Answer<Q, A> answer) {
    checkOpen();
    policies.note(plugin, kind);
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
    add(Question.CONNECTION, policies.connection, answer);
  }

  @Override
  public void onHello(Answer<Hello, Verdict> answer) {
    add(Question.HELLO, policies.hello, answer);
  }

  @Override
  public void onPassword(Answer<PasswordCheck, Optional<Login>> answer) {
    add(Question.PASSWORD, policies.password, answer);
  }

  @Override
  public void onScram(Answer<ScramLookup, Optional<ScramVerifier>> answer) {
    add(Question.SCRAM, policies.scram, answer);
  }

  @Override
  public void onMail(Answer<Mail, Verdict> answer) {
    add(Question.MAIL, policies.mail, answer);
  }

  @Override
  public void onRelay(Answer<Recipient, Relay> answer) {
    add(Question.RELAY, policies.relay, answer);
  }

  @Override
  public void onRecipient(Answer<Recipient, Verdict> answer) {
    add(Question.RECIPIENT, policies.recipient, answer);
  }

  @Override
  public void onMessage(Answer<Submitted, ContentVerdict> answer) {
    add(Question.MESSAGE, policies.message, answer);
  }

  @Override
  public void onQueued(Answer<Queued, Queued.Verdict> answer) {
    add(Question.QUEUED, policies.queued, answer);
  }

  @Override
  public void onAttempt(Answer<Attempt, Attempt.Verdict> answer) {
    add(Question.ATTEMPT, policies.attempt, answer);
  }

  @Override
  public void onExplain(Answer<Explain, Explain.Course> answer) {
    add(Question.EXPLAIN, policies.explain, answer);
  }

  @Override
  public void onOutcome(Told.Listener<Told.Attempted> listener) {
    add(
        Question.OUTCOME,
        policies.outcome,
        told -> {
          listener.hears(told);
          return told;
        });
  }

  @Override
  public MessageId submit(ReversePath sender, List<Mailbox> recipients, Content content)
      throws IOException {
    Submission submission =
        new Submission(plugin, sender, recipients, content, bounds.guard().shadow());
    if (!submits.take()) {
      throw new IOException(
          "plug-in " + plugin + " has submitted " + bounds.submitsPerHour() + " within an hour");
    }
    return parts.submitter().submit(submission);
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
