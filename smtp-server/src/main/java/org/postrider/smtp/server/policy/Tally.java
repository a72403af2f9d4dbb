// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

/// Makes one ruling of many answers. Confined to the session's thread.
///
/// @param <A> what a plug-in may answer
/// @param <R> the ruling
abstract class Tally<A, R> {

  /// Counts an answer; true where nobody else need be asked.
  abstract boolean hears(String plugin, A answer);

  /// Counts a plug-in that failed and is configured to defer; true where nobody else need be asked.
  abstract boolean missed(String plugin);

  /// The ruling, after the last answer.
  abstract R ruling();
}
