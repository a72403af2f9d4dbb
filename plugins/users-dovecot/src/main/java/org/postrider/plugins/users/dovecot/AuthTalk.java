// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users.dovecot;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.daemons.Line;

/// One question by Dovecot's authentication protocol, version 1: lines of fields between tabs, the
/// server's first lines up to `DONE`, ours, one request with PLAIN, one answer. For one thread.
///
/// @rfc 4616 §2
final class AuthTalk {
  private static final int LONGEST_LINE = 8_192;
  private static final int MOST_LINES = 100;
  private static final String VERSION = "1";

  private final Line line;

  AuthTalk(Line line) {
    this.line = line;
  }

  /// What Dovecot says; empty where it does not say that it knows the name. An `IOException` means
  /// that it cannot say now.
  Optional<Login> login(PasswordCheck question) throws IOException {
    greet();
    line.send("AUTH\t1\tPLAIN\t" + String.join("\t", parameters(question)) + "\n").flush();
    List<String> answer = receive();
    if (answer.size() < 2 || !answer.get(1).equals("1")) {
      throw unknown(answer);
    }
    return switch (answer.getFirst()) {
      case "OK" -> Optional.of(new Login.Proved(account(answer, question.name())));
      case "FAIL" -> refused(answer);
      default -> throw unknown(answer);
    };
  }

  private void greet() throws IOException {
    line.send("VERSION\t1\t1\nCPID\t%d\n".formatted(ProcessHandle.current().pid())).flush();
    boolean isKnown = false;
    boolean hasPlain = false;
    List<String> fields = receive();
    for (int lines = 1; !fields.getFirst().equals("DONE"); lines++) {
      if (lines == MOST_LINES) {
        throw new IOException("it does not come to an end of its greeting");
      }
      isKnown |= fields.size() > 1 && isVersion(fields);
      hasPlain |= fields.size() > 1 && fields.getFirst().equals("MECH") && isPlain(fields);
      fields = receive();
    }
    if (!isKnown) {
      throw new IOException("it does not speak version 1 of Dovecot's authentication protocol");
    }
    if (!hasPlain) {
      throw new IOException("it does not offer PLAIN: see auth_mechanisms in its configuration");
    }
  }

  private static boolean isVersion(List<String> fields) {
    return fields.getFirst().equals("VERSION") && fields.get(1).equals(VERSION);
  }

  private static boolean isPlain(List<String> fields) {
    return fields.get(1).equals("PLAIN");
  }

  /// `resp` has to be the last.
  private static List<String> parameters(PasswordCheck question) {
    Connection connection = question.connection();
    List<String> parameters = new ArrayList<>(List.of("service=smtp"));
    if (!connection.tls().isEmpty()) {
      parameters.add("secured");
    }
    parameters.add("lip=" + digits(connection.server()));
    parameters.add("rip=" + digits(connection.client()));
    parameters.add("lport=" + connection.server().getPort());
    parameters.add("rport=" + connection.client().getPort());
    String plain = "\0" + question.name() + "\0" + question.password();
    parameters.add(
        "resp=" + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
    return parameters;
  }

  private static String digits(InetSocketAddress address) {
    return address.getAddress().getHostAddress();
  }

  private static String account(List<String> answer, String asked) {
    return answer.stream()
        .filter(field -> field.startsWith("user="))
        .map(field -> field.substring("user=".length()))
        .filter(account -> !account.isEmpty())
        .findFirst()
        .orElse(asked);
  }

  /// A name that Dovecot does not know and a password that is wrong look the same; somebody whom it
  /// keeps out is known.
  private static Optional<Login> refused(List<String> answer) throws IOException {
    if (answer.contains("temp") || answer.contains("code=temp_fail")) {
      throw new IOException("it cannot say now");
    }
    boolean isKeptOut =
        answer.contains("user_disabled")
            || answer.contains("pass_expired")
            || answer.contains("code=user_disabled")
            || answer.contains("code=pass_expired");
    return isKeptOut ? Optional.of(new Login.Wrong()) : Optional.empty();
  }

  private List<String> receive() throws IOException {
    return List.of(line.receiveLine(LONGEST_LINE).split("\t", -1));
  }

  /// Without its fields, which may tell more of the user than a log should.
  private static IOException unknown(List<String> answer) {
    return new IOException("it says what nobody understands: " + answer.getFirst());
  }
}
