// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.extension.Keyword;

/// Rules of a listener for strangers under STARTTLS, from which a test departs.
final class TestRules {
  static final Mailbox POSTMASTER = Mailbox.parse("ops@example.org");

  private List<String> mechanisms = List.of();
  private Set<Keyword> withheld = Set.of();
  private Set<Keyword> granted = Set.of();
  private boolean lmtp;
  private int priority;
  private @Nullable Holding holding;
  private int recipients = 100;
  private Instant now = Instant.EPOCH;

  TestRules mechanisms(List<String> mechanisms) {
    this.mechanisms = mechanisms;
    return this;
  }

  TestRules withheld(Keyword... withheld) {
    this.withheld = Set.of(withheld);
    return this;
  }

  TestRules granted(Keyword... granted) {
    this.granted = Set.of(granted);
    return this;
  }

  TestRules lmtp() {
    lmtp = true;
    return this;
  }

  TestRules priority(int priority) {
    this.priority = priority;
    return this;
  }

  TestRules holding(@Nullable Holding holding) {
    this.holding = holding;
    return this;
  }

  TestRules recipients(int recipients) {
    this.recipients = recipients;
    return this;
  }

  TestRules now(Instant now) {
    this.now = now;
    return this;
  }

  Rules rules() {
    return new Rules(
        "mx.example",
        POSTMASTER,
        true,
        mechanisms,
        withheld,
        granted,
        lmtp,
        1 << 20,
        priority,
        holding,
        recipients,
        3,
        InstantSource.fixed(now));
  }
}
