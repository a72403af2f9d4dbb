// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.admin;

import java.io.IOException;
import java.util.Optional;
import org.postrider.gateway.admin.AdminServer.Answer;
import org.postrider.gateway.observe.JsonText;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Damaged;
import org.postrider.queue.store.Upkeep;
import org.postrider.smtp.protocol.message.MessageId;

/// What was set aside, below `/queue/damaged`: `GET` a page, `GET …/record?key=` the octets as they
/// were found, `POST …/drop?id=`. Any thread that may block.
final class DamagedApi {
  private final Operations operations;

  DamagedApi(Operations operations) {
    this.operations = operations;
  }

  Answer show(String rest, Parameters parameters) throws IOException {
    Upkeep upkeep = operations.spool().upkeep();
    if (rest.isEmpty()) {
      return list(upkeep.damaged(parameters.text("page"), QueueApi.PAGE));
    }
    String key = parameters.text("key");
    Optional<byte[]> record = key == null ? Optional.empty() : upkeep.record(key);
    return record
        .map(octets -> Answer.whole(200, "application/octet-stream", octets))
        .orElseGet(() -> Answer.problem(404, "nothing is set aside there"));
  }

  private static Answer list(Damaged.Page page) {
    JsonText json = new JsonText().open().list("items");
    for (Damaged each : page.items()) {
      MessageId id = each.message();
      json.open().text("key", each.key());
      json.some("id", id == null ? null : id.toString()).text("what", each.what());
      if (each.at() != null) {
        json.time("at", each.at());
      }
      json.text("why", each.why()).number("octets", each.octets()).text("advice", advice(each));
      json.close();
    }
    return Answer.json(200, json.end().some("next", page.next()).close());
  }

  private static String advice(Damaged each) {
    return each.message() == null
        ? "look at it or ask authors to send again; then remove the file"
        : "ask the author to send again; then postrider queue damaged --drop";
  }

  Answer drop(MessageId id, String operator) throws IOException {
    long count = operations.spool().upkeep().drop(id);
    operations.told(new Told.Operated(operator, "drop", "id=" + id, count));
    return Answer.json(200, new JsonText().open().number("count", count).close());
  }
}
