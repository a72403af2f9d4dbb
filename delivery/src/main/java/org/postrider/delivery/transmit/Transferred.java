// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Queued;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.report.Action;
import org.postrider.smtp.protocol.sender.Result;
import org.postrider.smtp.protocol.sender.Stage;

/// An attempt that is over, before its outcome is recorded: what was said for each recipient, and
/// by whom.
///
/// @param claimed what was tried
/// @param results in the order of the entry's recipients
/// @param hop who said it: `name[address]:port`, a path, or `""` where nobody was found
/// @param host the name in `hop`, or `""`
/// @param tls protocol and cipher, or `""`
/// @param security what the host has fulfilled: `none`, `unauthenticated`, `dane`, `mta-sts`,
///   `verify` or `fingerprint`; `""` where there was no session
/// @param success what a recipient who was delivered to can be told to have been, null where
///   nothing is to be told: the host tells the author itself
/// @param relayed whether authors are told of a relay although they have not asked for that
/// @param held why an operator is to decide about all of them, or `""`
public record Transferred(
    Claimed claimed,
    List<Result> results,
    String hop,
    String host,
    String tls,
    String security,
    @Nullable Action success,
    boolean relayed,
    String held) {
  private static final int SERVICE_CLOSING_421 = 421;

  /// Copies the list.
  public Transferred {
    results = List.copyOf(results);
  }

  /// One after which nothing is held.
  public Transferred(Claimed claimed, List<Result> results, String hop, String host, String tls) {
    this(claimed, results, hop, host, tls, "", null, false, "");
  }

  /// The same by a session that has fulfilled `security`.
  Transferred secured(String security) {
    return new Transferred(claimed, results, hop, host, tls, security, success, relayed, held);
  }

  /// The same, after which authors who want to can hear of success.
  Transferred telling(Action action) {
    return new Transferred(claimed, results, hop, host, tls, security, action, relayed, held);
  }

  /// The same of a relay of which authors are `told` although they have not asked for that.
  Transferred relayed(boolean told) {
    return new Transferred(claimed, results, hop, host, tls, security, success, told, held);
  }

  /// The same as the last of several, which were for all of these recipients.
  Transferred of(Claimed whole, List<Result> all) {
    return new Transferred(whole, all, hop, host, tls, security, success, relayed, held);
  }

  /// No attempt was made, because the plug-in `by` has refused with this reply.
  public static Transferred refused(Claimed claimed, String by, Reply reply) {
    return all(claimed, new Result(Stage.CONNECT, reply, false), Queued.PLUGIN + by, "");
  }

  /// No attempt was made: the plug-in `by` has thrown the mail away.
  public static Transferred discarded(Claimed claimed, String by, String reason) {
    Reply reply = Reply.of(250, "2.0.0", "thrown away by " + Queued.PLUGIN + by + ": " + reason);
    return all(claimed, new Result(Stage.CONTENT, reply, false), "discard", "");
  }

  /// No attempt was made: the plug-in `by` holds the mail for an operator.
  public static Transferred held(Claimed claimed, String by, String reason) {
    Transferred waiting = refused(claimed, by, Reply.of(450, "4.7.0", "held"));
    return new Transferred(
        claimed, waiting.results, waiting.hop, "", "", "", null, false, by + ": " + reason);
  }

  /// No attempt was made, because the next hop could not be reached of late, as `result` says.
  public static Transferred untried(Claimed claimed, Result result) {
    return all(claimed, result, "", "");
  }

  /// Whether the host wants less mail: it has ended the session, or let no transaction begin.
  public boolean isThrottled() {
    return results.stream()
        .filter(result -> result.spoken() && result.reply().isTransient())
        .anyMatch(result ->
            result.reply().code() == SERVICE_CLOSING_421
                || result.stage().compareTo(Stage.MAIL) <= 0);
  }

  /// Whether somebody was found who let a transaction begin.
  public boolean isReached() {
    return results.stream()
        .anyMatch(result ->
            result.isDelivered() || (result.stage().compareTo(Stage.MAIL) >= 0 && result.spoken()));
  }

  /// The same for every recipient.
  static Transferred all(Claimed claimed, Result result, String hop, String host) {
    return new Transferred(
        claimed, Collections.nCopies(claimed.entry().recipients().size(), result), hop, host, "");
  }
}
