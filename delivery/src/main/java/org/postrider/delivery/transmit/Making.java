// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.time.Duration;
import org.postrider.delivery.Patience;
import org.postrider.smtp.protocol.sender.Stage;
import org.postrider.smtp.protocol.sender.Terms;
import org.postrider.smtp.wire.ClientTls;

/// What a [Link] is made with.
record Making(
    Endpoint endpoint,
    Terms terms,
    ClientTls tls,
    Patience patience,
    Duration idle,
    Connections connections) {
  /// How long the host may take at a stage.
  Duration patience(Stage stage) {
    return switch (stage) {
      case GREETING -> patience.greeting();
      case DATA -> patience.dataInitiation();
      case CONTENT -> patience.dataEnd();
      default -> patience.command();
    };
  }
}
