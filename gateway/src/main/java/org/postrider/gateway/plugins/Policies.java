// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Explain;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.OperatorCommand;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.ScramLookup;
import org.postrider.plugins.api.ScramVerifier;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Told;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.server.PolicySet;
import org.postrider.smtp.server.PolicySet.Asked;
import org.postrider.smtp.server.Question;
import org.postrider.smtp.server.QueuePolicySet;

/// Collects what plug-ins register, in the order in which they are installed.
final class Policies {
  final List<Asked<Connection, Verdict>> connection = new ArrayList<>();
  final List<Asked<Hello, Verdict>> hello = new ArrayList<>();
  final List<Asked<PasswordCheck, Optional<Login>>> password = new ArrayList<>();
  final List<Asked<ScramLookup, Optional<ScramVerifier>>> scram = new ArrayList<>();
  final List<Asked<Mail, Verdict>> mail = new ArrayList<>();
  final List<Asked<Recipient, Relay>> relay = new ArrayList<>();
  final List<Asked<Recipient, Verdict>> recipient = new ArrayList<>();
  final List<Asked<Submitted, ContentVerdict>> message = new ArrayList<>();
  final List<Asked<Queued, Queued.Verdict>> queued = new ArrayList<>();
  final List<Asked<Attempt, Attempt.Verdict>> attempt = new ArrayList<>();
  final List<Asked<Explain, Explain.Course>> explain = new ArrayList<>();
  final List<Asked<Told.Attempted, Told.Attempted>> outcome = new ArrayList<>();
  private final Map<String, Set<Question>> questions = new LinkedHashMap<>();
  private final Map<String, OperatorCommand> commands = new LinkedHashMap<>();
  private final Map<String, String> commandOwners = new LinkedHashMap<>();

  /// Notes that a plug-in answers this kind of question.
  void note(String plugin, Question kind) {
    questions.computeIfAbsent(plugin, _ -> EnumSet.noneOf(Question.class)).add(kind);
  }

  /// What each plug-in answers.
  Map<String, Set<Question>> questions() {
    return questions;
  }

  /// Adds a command; the other plug-in's name where that has added one of the same name before.
  @Nullable String add(String plugin, OperatorCommand command) {
    String owner = commandOwners.putIfAbsent(command.name(), plugin);
    if (owner == null) {
      commands.put(command.name(), command);
    }
    return owner;
  }

  Map<String, OperatorCommand> commands() {
    return commands;
  }

  PolicySet set() {
    return new PolicySet(connection, hello, password, scram, mail, relay, recipient, message);
  }

  QueuePolicySet queueSet() {
    return new QueuePolicySet(queued, attempt, explain, outcome);
  }
}
