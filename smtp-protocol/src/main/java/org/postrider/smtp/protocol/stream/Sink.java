// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

/// Takes octets as they come.
@FunctionalInterface
public interface Sink {
  /// Takes `length` octets of `octets` from `from`. The array belongs to the caller and may be used
  /// again as soon as this returns.
  void octets(byte[] octets, int from, int length);
}
