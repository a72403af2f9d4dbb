// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.recipients;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Recipient;

/// What another source has said, for a time. That nobody could say is not remembered. Without a
/// memory the other source is asked each time.
///
/// @param known how long it is remembered that a recipient exists; zero for not at all
/// @param unknown how long that it does not
record Remembered(Source other, Host host, Duration known, Duration unknown) implements Source {
  private static final String YES = "y";
  private static final String NO = "n";

  @Override
  public boolean knows(Recipient recipient) throws IOException, InterruptedException {
    String address = Source.address(recipient.mailbox());
    Optional<String> before = find(address);
    if (before.isPresent()) {
      host.meter().count("remembered");
      return before.get().equals(YES);
    }
    boolean knows = other.knows(recipient);
    put(address, knows ? YES : NO, knows ? known : unknown);
    return knows;
  }

  private Optional<String> find(String address) {
    try {
      return host.memory().find(address);
    } catch (IOException e) {
      host.logger().log(Level.DEBUG, "the memory is out of reach: {0}", e);
      return Optional.empty();
    }
  }

  private void put(String address, String answer, Duration time) {
    if (time.isZero()) {
      return;
    }
    try {
      host.memory().put(address, answer, time);
    } catch (IOException e) {
      host.logger().log(Level.DEBUG, "the memory is out of reach: {0}", e);
    }
  }
}
