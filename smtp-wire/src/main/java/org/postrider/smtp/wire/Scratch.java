// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.util.concurrent.FastThreadLocal;

/// Octets that are looked at in one go, shared by all connections of an event loop.
final class Scratch {
  private static final int OCTETS = 64 << 10;
  private static final FastThreadLocal<byte[]> OF_LOOPS =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[OCTETS];
        }
      };

  private Scratch() {}

  /// Those of the thread that asks.
  static byte[] octets() {
    return OF_LOOPS.get();
  }
}
