// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.mail.auth.Zone;
import org.postrider.testkit.Outside;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Signed messages of other implementations, with their keys.
class DkimCorpusTest {
  private static final Instant MOMENT = Instant.parse("2025-11-20T00:00:00Z");

  /// What passes elsewhere and not here.
  private static final List<String> STRICTER =
      List.of("jdkim-pmta_myspace.com.eml"); // signed with SHA-1: RFC 8301 §3.1

  @Test
  void agreesWhereTheOthersAgree() throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode dns = json.readTree(Outside.corpus("dkim/dns.json").toFile());
    List<String> differences = new ArrayList<>();
    int run = 0;
    for (JsonNode one : json.readTree(Outside.corpus("dkim/expected.json").toFile())) {
      String file = one.get("file").asString();
      byte[] message = Files.readAllBytes(Outside.corpus("dkim/" + file));
      Zone zone = zone(dns, one.get("dns").asString(""));
      List<DkimVerdict> verdicts = Messages.verify(message, zone, DkimSettings.defaults(), MOMENT);
      boolean passes = verdicts.stream().anyMatch(v -> v.result() == DkimResult.PASS);
      boolean isScored = one.path("score").asBoolean(false);
      run += isScored ? 1 : 0;
      if (isScored && passes != one.get("agreed").asString().equals("pass")) {
        differences.add(file + ": " + one.get("agreed") + " but " + verdicts);
      }
    }
    System.out.println("DKIM: " + run + " messages, " + differences.size() + " differ");
    assertThat(differences.stream().filter(d -> STRICTER.stream().noneMatch(d::contains)))
        .isEmpty();
    assertThat(run).isGreaterThan(15);
  }

  private static Zone zone(JsonNode dns, String scope) {
    Zone zone = new Zone();
    dns.get("records")
        .path(scope)
        .forEachEntry((name, texts) -> {
          for (JsonNode text : texts) {
            zone.text(name, text.asString());
          }
        });
    dns.get("special")
        .path(scope)
        .forEachEntry((name, what) -> {
          if (!what.asString().contains("NXDOMAIN")) {
            zone.breakDown(name, "*");
          }
        });
    return zone;
  }
}
