// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.util.Map;
import org.postrider.smtp.protocol.address.ReversePath;

/// A transaction begins. `account` is who authenticated, or `""`, and `mechanism` by what, such as
/// `PLAIN`; `declaredSize` is SIZE in octets, 0 where not said; `parameters` are all of MAIL's,
/// keywords in upper case.
public record Mail(
    Hello hello,
    String account,
    String mechanism,
    ReversePath sender,
    long declaredSize,
    Map<String, String> parameters) {
  /// Whether the client has authenticated.
  public boolean isAuthenticated() {
    return !account.isEmpty();
  }
}
