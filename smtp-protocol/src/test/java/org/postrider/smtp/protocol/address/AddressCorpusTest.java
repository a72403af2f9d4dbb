// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.protocol.command.Command;
import org.postrider.smtp.protocol.command.CommandParser;
import org.postrider.testkit.Outside;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The address tests of five other servers. Each is one project's view; where it differs from ours
/// the case is named here with what decides.
class AddressCorpusTest {
  private static final String FUZZED = "address/chasquid-fuzz/normalize/testdata/fuzz/FuzzAddr";

  /// Accepted elsewhere, refused here.
  private static final List<String> STRICTER =
      List.of(
          // RFC 5321 §4.1.2: a reverse-path stands in angle brackets, and <> is not the same as
          // nothing
          "MAIL FROM:",
          "MAIL FROM:user",
          "MAIL FROM:user size=1234",
          "MAIL FROM:user@domain size=1234",
          "RCPT TO: 0@mailblog.biz 0=9 1=9",
          "root@nsa.gov",
          "root@nsa.gov AUTH=asdf@example.org",
          // RFC 5321 §4.1.1.3: only RCPT, and only Postmaster, goes without a domain
          "MAIL FROM:<postmaster>",
          "RCPT TO:<abuse>",
          // RFC 5321 §4.1.2: a backslash quotes within a quoted string only
          "\\.server-dev@james.apache.org");

  /// Refused elsewhere, accepted here; and so is what one server refuses only because it is not
  /// ASCII (RFC 6531 §3.3).
  private static final List<String> MORE_LENIENT =
      List.of(
          // RFC 5321 §4.1.2: a quoted string may hold dots in any order
          "\"a..b\"@domain.com");

  @Test
  void agreesWithOtherServersButForTheseDifferences() {
    List<String> stricter = new ArrayList<>();
    List<String> moreLenient = new ArrayList<>();
    JsonNode cases = new ObjectMapper().readTree(Outside.corpus("address/cases.json").toFile());
    assertThat(cases.size()).isGreaterThan(100);
    for (JsonNode one : cases) {
      String input = one.get("input").asString();
      boolean valid =
          one.get("valid").asBoolean() || one.path("note").asString("").startsWith("non-ASCII");
      boolean accepted = accepts(one, input);
      if (accepted != valid) {
        (accepted ? moreLenient : stricter).add(input);
      }
    }
    assertThat(stricter).containsExactlyInAnyOrderElementsOf(STRICTER);
    assertThat(moreLenient).containsExactlyInAnyOrderElementsOf(MORE_LENIENT);
  }

  /// What others' fuzzers and header tests found worth keeping: whatever is accepted reads back.
  @Test
  void survivesWhatOthersCollected() throws IOException {
    List<String> inputs = new ArrayList<>();
    try (Stream<Path> files = Files.list(Outside.corpus(FUZZED))) {
      for (Path file : files.toList()) {
        inputs.add(Files.readAllLines(file).getLast().replaceAll("^string\\(\"|\"\\)$", ""));
      }
    }
    inputs.addAll(Files.readAllLines(Outside.corpus("address/haraka-rfc2822/emails.txt")));
    assertThat(inputs).hasSizeGreaterThan(50);
    for (String input : inputs) {
      Mailbox mailbox = mailbox(input);
      if (mailbox != null) {
        assertThat(Mailbox.parse(mailbox.toString())).isEqualTo(mailbox);
      }
    }
  }

  private static boolean accepts(JsonNode one, String input) {
    String kind = one.path("kind").asString("");
    return switch (kind) {
      case "command" -> !(command(input) instanceof Command.Malformed);
      case "reverse-path" -> command("MAIL FROM:" + input) instanceof Command.Mail;
      case "localpart" -> mailbox(input + "@b.example") != null;
      default -> input.startsWith("<") ? path(input) : mailbox(input) != null;
    };
  }

  private static Command command(String line) {
    byte[] octets = line.getBytes(UTF_8);
    return CommandParser.parse(octets, 0, octets.length);
  }

  private static boolean path(String input) {
    return command("RCPT TO:" + input) instanceof Command.Rcpt
        || command("MAIL FROM:" + input) instanceof Command.Mail;
  }

  private static @Nullable Mailbox mailbox(String input) {
    byte[] octets = input.getBytes(UTF_8);
    PathParser parser = new PathParser(octets, 0, octets.length);
    Mailbox mailbox = parser.mailbox();
    return parser.at() == octets.length ? mailbox : null;
  }
}
