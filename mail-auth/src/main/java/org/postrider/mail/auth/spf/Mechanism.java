// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a directive compares the client with. A null domain is the one that is checked.
///
/// @rfc 7208 §5
sealed interface Mechanism {
  /// Fits everybody.
  record All() implements Mechanism {}

  /// Fits whom another domain lets pass.
  record Include(MacroString domain) implements Mechanism {}

  /// Fits the addresses of a name.
  record Address(@Nullable MacroString domain, Prefixes prefixes) implements Mechanism {}

  /// Fits the addresses of a domain's mail exchangers.
  record Exchangers(@Nullable MacroString domain, Prefixes prefixes) implements Mechanism {}

  /// Fits those whose address leads to a name in the domain and back.
  record Pointer(@Nullable MacroString domain) implements Mechanism {}

  /// Fits everybody where a name has an address.
  record Exists(MacroString domain) implements Mechanism {}

  /// Fits a network.
  @SuppressWarnings("ArrayRecordComponent") // read once, changed and compared never
  record Network(byte[] address, int prefix) implements Mechanism {
    boolean holds(byte[] client) {
      return Prefixes.isShared(address, client, prefix);
    }
  }

  /// How many bits have to be the same.
  record Prefixes(int of4, int of6) {
    boolean holds(byte[] address, byte[] client) {
      return isShared(address, client, client.length == 4 ? of4 : of6);
    }

    static boolean isShared(byte[] one, byte[] other, int bits) {
      if (one.length != other.length) {
        return false;
      }
      int whole = bits / 8;
      int rest = bits % 8;
      return Arrays.equals(one, 0, whole, other, 0, whole)
          && (rest == 0 || ((one[whole] ^ other[whole]) & (0xff00 >> rest) & 0xff) == 0);
    }
  }
}
