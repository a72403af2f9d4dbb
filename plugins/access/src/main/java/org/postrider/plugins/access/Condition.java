// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.access;

/// What a rule looks at.
@FunctionalInterface
interface Condition {
  /// Whether it is met by what is known so far.
  Fit of(Facts facts);

  /// Whether a condition is met.
  enum Fit {
    /// It is.
    YES,
    /// It is not, and will not be.
    NO,
    /// The client has not said yet what it looks at.
    LATER,
    /// It may be: DNS cannot say now.
    PERHAPS,
    /// The same, and nothing else than DNS is what it is about.
    TROUBLE;

    static Fit of(boolean met) {
      return met ? YES : NO;
    }
  }
}
