// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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

/// The host of the harness: keeps what the plug-in registers.
final class FakeHost implements Host {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  final List<Answer<Connection, Verdict>> connection = new ArrayList<>();
  final List<Answer<Hello, Verdict>> hello = new ArrayList<>();
  final List<Answer<PasswordCheck, Optional<Login>>> password = new ArrayList<>();
  final List<Answer<ScramLookup, Optional<ScramVerifier>>> scram = new ArrayList<>();
  final List<Answer<Mail, Verdict>> mail = new ArrayList<>();
  final List<Answer<Recipient, Relay>> relay = new ArrayList<>();
  final List<Answer<Recipient, Verdict>> recipient = new ArrayList<>();
  final List<Answer<Submitted, ContentVerdict>> message = new ArrayList<>();
  final List<Answer<Queued, Queued.Verdict>> queued = new ArrayList<>();
  final List<Answer<Attempt, Attempt.Verdict>> attempt = new ArrayList<>();
  final List<Answer<Explain, Explain.Course>> explain = new ArrayList<>();
  final List<Told.Listener<Told.Attempted>> outcome = new ArrayList<>();
  final List<Posted> posted = new CopyOnWriteArrayList<>();
  final List<OperatorCommand> commands = new ArrayList<>();
  final List<Runnable> unloads = new ArrayList<>();

  private final Settings settings;
  private final InstantSource clock;
  private final Lookup lookup;
  private final Memory memory;
  private final Recorder recorder;

  FakeHost(
      Settings settings, InstantSource clock, Lookup lookup, Memory memory, Recorder recorder) {
    this.settings = settings;
    this.clock = clock;
    this.lookup = lookup;
    this.memory = memory;
    this.recorder = recorder;
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public Duration deadline() {
    return DEADLINE;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public Lookup lookup() {
    return lookup;
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public Meter meter() {
    return recorder;
  }

  @Override
  public System.Logger logger() {
    return recorder;
  }

  @Override
  public void onUnload(Runnable end) {
    unloads.add(end);
  }

  @Override
  public void onConnection(Answer<Connection, Verdict> answer) {
    connection.add(answer);
  }

  @Override
  public void onHello(Answer<Hello, Verdict> answer) {
    hello.add(answer);
  }

  @Override
  public void onPassword(Answer<PasswordCheck, Optional<Login>> answer) {
    password.add(answer);
  }

  @Override
  public void onScram(Answer<ScramLookup, Optional<ScramVerifier>> answer) {
    scram.add(answer);
  }

  @Override
  public void onMail(Answer<Mail, Verdict> answer) {
    mail.add(answer);
  }

  @Override
  public void onRelay(Answer<Recipient, Relay> answer) {
    relay.add(answer);
  }

  @Override
  public void onRecipient(Answer<Recipient, Verdict> answer) {
    recipient.add(answer);
  }

  @Override
  public void onMessage(Answer<Submitted, ContentVerdict> answer) {
    message.add(answer);
  }

  @Override
  public void onQueued(Answer<Queued, Queued.Verdict> answer) {
    queued.add(answer);
  }

  @Override
  public void onAttempt(Answer<Attempt, Attempt.Verdict> answer) {
    attempt.add(answer);
  }

  @Override
  public void onExplain(Answer<Explain, Explain.Course> answer) {
    explain.add(answer);
  }

  @Override
  public void onOutcome(Told.Listener<Told.Attempted> listener) {
    outcome.add(listener);
  }

  @Override
  public MessageId submit(ReversePath sender, List<Mailbox> recipients, Content content)
      throws IOException {
    posted.add(Posted.of(sender, recipients, content));
    return MessageId.of(clock.instant().toEpochMilli(), 0, posted.size());
  }

  @Override
  public void onCommand(OperatorCommand command) {
    commands.add(command);
  }
}
