// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.arc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.mail.auth.Zone;
import org.postrider.mail.auth.dkim.BodyHash;
import org.postrider.mail.auth.dkim.BodyHashes;
import org.postrider.mail.auth.dkim.Canonicalization;
import org.postrider.mail.auth.dkim.DkimSigner;
import org.postrider.mail.auth.dkim.SignedFields;
import org.postrider.mail.auth.dkim.SigningKey;
import org.postrider.mail.auth.dkim.SigningPolicy;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderSection;
import org.postrider.testkit.Outside;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The suite of ValiMail for RFC 8617.
class ArcCorpusTest {
  /// The three cases without an expected value are chains in which a seal says that it is broken;
  /// RFC 8617 §5.2, steps 2 and 3, makes that fail.
  private static final Map<String, String> RESULTS =
      Map.of("None", "none", "Pass", "pass", "Fail", "fail", "", "fail");

  @Test
  void validatesEveryCase() throws IOException {
    List<String> differences = new ArrayList<>();
    int run = 0;
    for (JsonNode part : json("arc/validation.json")) {
      Zone zone = zone(part.get("txt-records"));
      for (Map.Entry<String, JsonNode> test : part.get("tests").properties()) {
        run++;
        Seen seen = Seen.of(test.getValue().get("message").asString(), zone, null);
        String right = RESULTS.get(test.getValue().get("cv").asString());
        if (!seen.outcome.result().word().equals(right)) {
          differences.add(test.getKey() + ": " + right + " but " + seen.outcome);
        }
      }
    }
    System.out.println("ARC, validation: " + run + " cases, " + differences.size() + " differ");
    assertThat(differences).isEmpty();
    assertThat(run).isEqualTo(171);
  }

  @Test
  void sealsEveryCase() throws IOException {
    List<String> differences = new ArrayList<>();
    int run = 0;
    for (JsonNode part : json("arc/sign.json")) {
      Zone zone = zone(part.get("txt-records"));
      for (Map.Entry<String, JsonNode> test : part.get("tests").properties()) {
        run++;
        differences.addAll(differences(test, seal(part, test.getValue(), zone)));
      }
    }
    System.out.println("ARC, sealing: " + run + " cases, " + differences.size() + " differ");
    assertThat(differences).isEmpty();
    assertThat(run).isEqualTo(17);
  }

  private static List<String> differences(
      Map.Entry<String, JsonNode> test, List<HeaderField> fields) {
    List<String> differences = new ArrayList<>();
    List<String> names = List.of("AS", "AMS", "AAR");
    for (int i = 0; i < names.size(); i++) {
      String ours = fields.isEmpty() ? "" : new String(fields.get(i).value(), UTF_8);
      String right = test.getValue().get(names.get(i)).asString();
      if (!compact(right).equals(compact(ours))) {
        differences.add(test.getKey() + ": " + right + " but " + ours);
      }
    }
    return differences;
  }

  private static List<HeaderField> seal(JsonNode part, JsonNode test, Zone zone)
      throws IOException {
    List<String> names = Arrays.asList(test.get("sig-headers").asString().split(":"));
    Canonicalization form = Canonicalization.RELAXED;
    DkimSigner signer =
        new DkimSigner(
            part.get("domain").asString(),
            part.get("sel").asString(),
            SigningKey.parse(part.get("privatekey").asString()),
            new SigningPolicy(names, List.of(), form, form, null));
    ArcSealer sealer = new ArcSealer(signer);
    Seen seen = Seen.of(test.get("message").asString(), zone, sealer);
    String found = ArcSealer.found(seen.fields, test.get("srv-id").asString());
    Instant moment = Instant.ofEpochSecond(test.get("t").asLong());
    BodyHash hash = seen.hash;
    assertThat(hash).isNotNull();
    return sealer.seal(seen.fields, seen.outcome, found, hash, moment);
  }

  private static String compact(String text) {
    return text.replaceAll("\\s", "");
  }

  private static JsonNode json(String file) {
    return new ObjectMapper().readTree(Outside.corpus(file).toFile());
  }

  private static Zone zone(JsonNode texts) {
    Zone zone = new Zone();
    texts.forEachEntry((name, text) -> zone.text(name.toLowerCase(Locale.ROOT), text.asString()));
    return zone;
  }

  /// A message that has gone by.
  private record Seen(SignedFields fields, ArcOutcome outcome, BodyHash hash) {
    static Seen of(String message, Zone zone, ArcSealer sealer) throws IOException {
      byte[] octets = message.replace("\n", "\r\n").getBytes(UTF_8);
      HeaderSection header = HeaderSection.of(Content.of(octets), octets.length);
      SignedFields fields = new SignedFields(header.fields().all());
      BodyHashes body = new BodyHashes();
      ArcVerifier verifier = new ArcVerifier(fields, body, Instant.EPOCH);
      BodyHash hash = sealer == null ? null : sealer.want(body);
      body.octets(octets, header.size(), octets.length);
      body.end();
      return new Seen(fields, verifier.outcome(zone), hash);
    }
  }
}
