// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

/// What may be said at every question: pass, or refuse.
public sealed interface Verdict extends ContentVerdict, Queued.Verdict
    permits ContentVerdict.Pass, ContentVerdict.Refuse {

  /// No objection.
  static Verdict pass() {
    return ContentVerdict.Pass.PASS;
  }

  /// Refuses for good, with 550 and an enhanced status such as `5.7.1`. The text goes to the
  /// client: say what is wrong, not how you know.
  static Verdict refuse(String status, String text) {
    return new ContentVerdict.Refuse(Refusal.of(550, status, text));
  }

  /// Refuses for now, with 450 and an enhanced status such as `4.7.1`.
  static Verdict later(String status, String text) {
    return new ContentVerdict.Refuse(Refusal.of(450, status, text));
  }

  /// Refuses with a reply of the plug-in's own.
  static Verdict refuse(Refusal refusal) {
    return new ContentVerdict.Refuse(refusal);
  }
}
