// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.postrider.delivery.SiteState;
import org.postrider.gateway.admin.AdminServer.Answer;
import org.postrider.gateway.observe.JsonText;
import org.postrider.plugins.api.Explain;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.protocol.address.Domain;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;

/// How the next hops fare, and which are left alone.
record SiteApi(Operations operations) {
  static final String PATH = "/sites";

  Answer answer(String method, String path, HttpExchange exchange) throws IOException {
    String act = path.equals(PATH) ? "" : path.substring(PATH.length() + 1);
    try {
      Parameters parameters = Parameters.of(exchange.getRequestURI().getRawQuery());
      if (method.equals("GET") && act.isEmpty()) {
        return list();
      }
      if (method.equals("GET") && act.equals("explain")) {
        return explain(parameters);
      }
      if (method.equals("POST") && (act.equals("suspend") || act.equals("resume"))) {
        return change(act, name(parameters), QueueApi.operator(exchange));
      }
      return Answer.problem(404, "there is nothing at " + path);
    } catch (IllegalArgumentException e) {
      return Answer.problem(400, String.valueOf(e.getMessage()));
    }
  }

  private Answer list() {
    JsonText json = new JsonText().open().list("suspended");
    operations.suspended().forEach(json::item);
    json.end().list("items");
    for (SiteState state : operations.sites()) {
      json.open().list("hops");
      state.hops().forEach(json::item);
      json.end()
          .number("waiting", state.waiting())
          .number("behind", state.behind())
          .number("attempts", state.attempts())
          .number("window", state.window())
          .flag("suspended", state.suspended())
          .text("words", state.words());
      Instant rests = state.restsUntil();
      if (rests != null) {
        json.time("rests_until", rests);
      }
      json.some("trouble", state.trouble()).close();
    }
    return Answer.json(200, json.end().close());
  }

  /// Of a domain by its `name`, or of mail from a `sender`, or an `account`, to a `recipient`.
  private Answer explain(Parameters parameters) throws IOException {
    JsonText json = new JsonText().open();
    String recipient = parameters.text("recipient");
    List<String> steps;
    if (recipient == null) {
      String domain = name(parameters);
      json.text("domain", domain);
      steps = operations.explain(domain);
    } else {
      Explain mail = mail(recipient, parameters);
      json.text("recipient", mail.recipient().toString());
      steps = operations.explain(mail);
    }
    json.list("steps");
    steps.forEach(json::item);
    return Answer.json(200, json.end().close());
  }

  private static Explain mail(String recipient, Parameters parameters) {
    String sender = parameters.text("sender");
    String account = parameters.text("account");
    return new Explain(
        sender == null || sender.equals("<>")
            ? ReversePath.NULL
            : new ReversePath(Mailbox.parse(sender)),
        Mailbox.parse(recipient),
        account == null ? "" : account);
  }

  /// As delivery compares it: a host's name or address, or a domain, in lower case and A-labels.
  private static String name(Parameters parameters) {
    String text = parameters.text("name");
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException("name: which next hop, or which domain?");
    }
    try {
      return new Domain.Name(text).key();
    } catch (IllegalArgumentException _) {
      return text.toLowerCase(Locale.ROOT); // an address, or a directory
    }
  }

  private Answer change(String act, String name, String operator) throws IOException {
    boolean changed = operations.suspend(name, act.equals("suspend"));
    operations.told(new Told.Operated(operator, act, "name=" + name, changed ? 1 : 0));
    return Answer.json(200, new JsonText().open().number("count", changed ? 1 : 0).close());
  }
}
