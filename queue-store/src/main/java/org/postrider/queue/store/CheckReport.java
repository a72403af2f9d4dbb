// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.message.MessageId;

/// What a walk through all records of a spool has found.
///
/// @param records how many were looked at
/// @param messages how many of them are messages
/// @param entries how many of them are entries
/// @param octets of the messages, each of which was read
/// @param damaged findings by which mail is lost or stuck
/// @param leaks findings that cost space or exactness only
/// @param findings the first of them, at most [#MOST_FINDINGS]
public record CheckReport(
    long records,
    long messages,
    long entries,
    long octets,
    long damaged,
    long leaks,
    List<Finding> findings) {
  /// More are counted and not told one by one.
  public static final int MOST_FINDINGS = 1_000;

  /// Copies the list.
  public CheckReport {
    findings = List.copyOf(findings);
  }

  /// Whether nothing was found.
  public boolean isSound() {
    return damaged == 0 && leaks == 0;
  }

  /// A report as it comes about. For one thread.
  public static final class Gathering {
    private final List<Finding> findings = new ArrayList<>();
    private long records;
    private long messages;
    private long entries;
    private long octets;
    private long damaged;
    private long leaks;

    /// A report that says nothing yet.
    public Gathering() {}

    /// Counts a record that was looked at.
    public void record() {
      records++;
    }

    /// Counts a message.
    public void message() {
      messages++;
    }

    /// Counts an entry.
    public void entry() {
      entries++;
    }

    /// Counts octets of messages.
    public void octets(long more) {
      octets += more;
    }

    /// Adds a finding.
    public void found(Finding.Kind kind, String where, @Nullable MessageId message, String detail) {
      if (kind.isDamage()) {
        damaged++;
      } else {
        leaks++;
      }
      if (findings.size() < MOST_FINDINGS) {
        findings.add(new Finding(kind, where, message, detail));
      }
    }

    /// How many records were looked at.
    public long records() {
      return records;
    }

    /// How many entries were counted.
    public long entries() {
      return entries;
    }

    /// How many octets were counted.
    public long octets() {
      return octets;
    }

    /// What it says now.
    public CheckReport report() {
      return new CheckReport(records, messages, entries, octets, damaged, leaks, findings);
    }
  }
}
