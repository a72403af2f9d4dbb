// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.mail.auth.Zone;
import org.postrider.testkit.Outside;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The suite of the SPF project for RFC 7208, and what another implementation tests besides.
class SpfCorpusTest {
  /// Expected by one implementation in its lax mode, refused in its harsh one, and neither in the
  /// standard: RFC 7208 §6 has unknown modifiers ignored, and §4.7 makes that neutral.
  private static final List<String> LAX = List.of("default-modifier", "default-modifier-harsh");

  @ParameterizedTest
  @CsvSource({"rfc7208-tests.json, 203", "pyspf-test.json, 16"})
  void agreesWithEveryCase(String file, int cases) {
    List<String> differences = new ArrayList<>();
    int run = 0;
    for (JsonNode suite : new ObjectMapper().readTree(Outside.corpus("spf/" + file).toFile())) {
      Zone zone = zone(suite.get("zone"));
      for (JsonNode test : suite.get("tests")) {
        run++;
        String difference = difference(test, zone);
        if (!difference.isEmpty()) {
          differences.add(test.get("name").asString() + ": " + difference);
        }
      }
    }
    System.out.println("SPF, " + file + ": " + run + " cases, " + differences.size() + " differ");
    assertThat(differences).isEmpty();
    assertThat(run).isEqualTo(cases);
  }

  private static Zone zone(JsonNode names) {
    Zone zone = new Zone();
    names.forEachEntry((name, entries) -> {
      for (JsonNode entry : entries) {
        String type = entry.get("type").asString();
        if (entry.has("error")) {
          zone.breakDown(name, type);
        } else {
          zone.add(name, type, value(entry.get("value")));
        }
      }
    });
    return zone;
  }

  /// The strings of a TXT, or the name of an MX behind its preference.
  private static String value(JsonNode value) {
    StringBuilder text = new StringBuilder();
    if (!value.isArray()) {
      return value.asString();
    }
    for (JsonNode part : value) {
      text.append(part.isNumber() ? "" : part.asString());
    }
    return text.toString();
  }

  private static String difference(JsonNode test, Zone zone) {
    SpfRequest request =
        new SpfRequest(
            InetAddress.ofLiteral(test.get("ip").asString()),
            test.get("helo").asString(),
            test.get("mailfrom").asString(),
            "receiver.com",
            Instant.ofEpochSecond(1_500_000_000));
    SpfOutcome outcome = Spf.check(request, zone);
    List<String> right = new ArrayList<>();
    test.get("result").forEach(result -> right.add(result.asString()));
    if (LAX.contains(test.get("name").asString())) {
      right.add("neutral");
    }
    if (!right.contains(outcome.result().word())) {
      return right + " but " + outcome;
    }
    JsonNode explanation = test.get("explanation");
    boolean isCompared =
        outcome.result() == SpfResult.FAIL
            && !explanation.isNull()
            && !explanation.asString().equals("DEFAULT");
    return isCompared && !explanation.asString().equals(outcome.explanation())
        ? explanation + " but " + outcome.explanation()
        : "";
  }
}
