// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.io.IOException;
import java.net.InetAddress;
import org.postrider.plugins.api.Lookup;

/// What clients are called by DNS. Any thread.
///
/// @param lookup where that is asked
/// @param areAsked whether it is asked at all
record ClientNames(Lookup lookup, boolean areAsked) {
  private static final int MOST_NAMES = 5;

  /// A name that the address claims and that has the address; else the address in brackets.
  String of(InetAddress address) {
    if (areAsked) {
      try {
        for (String name : lookup.names(address).stream().limit(MOST_NAMES).toList()) {
          if (lookup.addresses(name).contains(address)) {
            return name;
          }
        }
      } catch (IOException _) { // nobody can say now: it is as if there were no name
        return "[" + digits(address) + "]";
      }
    }
    return "[" + digits(address) + "]";
  }

  /// An address without the scope that only this machine knows.
  static String digits(InetAddress address) {
    String digits = address.getHostAddress();
    int scope = digits.indexOf('%');
    return scope < 0 ? digits : digits.substring(0, scope);
  }
}
