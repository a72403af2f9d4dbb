// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.depot;

import java.util.Locale;
import org.postrider.queue.store.CheckReport;
import org.postrider.queue.store.Finding;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolHealth;
import org.postrider.queue.store.SpoolStats;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What walks through a spool tell, in JSON.
final class Reports {
  private Reports() {}

  static ObjectNode of(CheckReport report, long damaged) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("sound", report.isSound() && damaged == 0)
        .put("records", report.records())
        .put("messages", report.messages())
        .put("entries", report.entries())
        .put("octets", report.octets())
        .put("damaged", report.damaged())
        .put("leaks", report.leaks())
        .put("aside", damaged);
    ArrayNode findings = json.putArray("findings");
    for (Finding each : report.findings()) {
      ObjectNode finding = findings.addObject();
      finding
          .put("kind", word(each.kind()))
          .put("damage", each.kind().isDamage())
          .put("where", each.where());
      if (each.message() != null) {
        finding.put("id", each.message().toString());
      }
      finding.put("found", each.detail()).put("advice", each.kind().advice());
    }
    return json;
  }

  private static String word(Finding.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static ObjectNode of(SpoolStats stats, Spool spool) {
    SpoolHealth health = spool.health();
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("at", stats.at().toString())
        .put("format", spool.upkeep().format())
        .put("disk", health.octets())
        .put("free", health.free())
        .put("aside", health.damaged());
    add(json.putObject("all"), stats.all());
    ObjectNode states = json.putObject("states");
    stats
        .byState()
        .forEach((state, sum) -> add(states.putObject(state.name().toLowerCase(Locale.ROOT)), sum));
    ObjectNode ages = json.putObject("ages");
    stats.byAge().forEach((age, sum) -> add(ages.putObject(age), sum));
    json.put("destinations", stats.destinations());
    ObjectNode top = json.putObject("top");
    stats.byDestination().forEach((destination, sum) -> add(top.putObject(destination), sum));
    return json;
  }

  private static void add(ObjectNode json, SpoolStats.Sum sum) {
    json.put("entries", sum.entries()).put("messages", sum.messages()).put("octets", sum.octets());
  }
}
