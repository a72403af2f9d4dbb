// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth;

import java.util.List;

/// What DNS says to one question. Immutable.
///
/// @param <T> what a record tells
public sealed interface DnsAnswer<T> {
  /// There are such records.
  ///
  /// @param records at least one; copied
  record Found<T>(List<T> records) implements DnsAnswer<T> {
    /// Throws `IllegalArgumentException` for an empty list, which is [NoData].
    public Found {
      records = List.copyOf(records);
      if (records.isEmpty()) {
        throw new IllegalArgumentException("nothing was found");
      }
    }
  }

  /// The name exists and has no such record.
  record NoData<T>() implements DnsAnswer<T> {
    @Override
    public List<T> records() {
      return List.of();
    }
  }

  /// The name does not exist (NXDOMAIN), nor does any below it.
  record NoName<T>() implements DnsAnswer<T> {
    @Override
    public List<T> records() {
      return List.of();
    }
  }

  /// Nobody can say now: no answer in time, or one that is an error.
  ///
  /// @param reason for logs and comments
  record Failed<T>(String reason) implements DnsAnswer<T> {
    @Override
    public List<T> records() {
      return List.of();
    }
  }

  /// The records, none unless they were [Found].
  List<T> records();
}
