// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.postrider.smtp.protocol.address.Mailbox;

/// A message as it is handed over at the end of its way, outside SMTP: with its envelope on top,
/// and lines that end with LF, as programs on this machine expect.
final class FinalForm {
  private FinalForm() {}

  /// Writes it; the caller buffers both ends.
  static void write(Claimed claimed, Mailbox recipient, InputStream in, OutputStream out)
      throws IOException {
    String trace =
        "Return-Path: " // RFC 5321 §4.4
            + claimed.envelope().sender()
            + "\nDelivered-To: "
            + recipient
            + "\n";
    out.write(trace.getBytes(StandardCharsets.UTF_8));
    copyLines(in, out);
  }

  /// CR LF becomes LF; a CR of its own stays.
  private static void copyLines(InputStream in, OutputStream out) throws IOException {
    boolean afterCr = false;
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      if (afterCr && octet != '\n') {
        out.write('\r');
      }
      afterCr = octet == '\r';
      if (!afterCr) {
        out.write(octet);
      }
    }
    if (afterCr) {
      out.write('\r');
    }
  }
}
