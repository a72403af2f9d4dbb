// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import java.util.List;

/// What the driver of a session does next.
public sealed interface Step {
  /// Send these octets (whole lines, in UTF-8), then wait for a reply.
  record Send(String lines, Stage awaited) implements Step {
    /// Without the lines, which may hold a password.
    @Override
    public String toString() {
      return "Send[" + awaited + "]";
    }
  }

  /// Another reply is on its way.
  record Await(Stage awaited) implements Step {}

  /// Do the TLS handshake, then call [Sender#secured]. Octets that came with the reply before it
  /// are an attack: end the session.
  record Secure() implements Step {}

  /// Draw a nonce ([Scram#nonce]), see what TLS exports for the channel binding type
  /// `tls-exporter`, and call [Sender#prepared].
  ///
  /// @rfc 9266 §2
  record Prepare() implements Step {}

  /// Compute this, which takes its time, and call [Sender#derived].
  record Derive(Scram.Derivation derivation) implements Step {}

  /// A transaction may begin: [Sender#offer].
  record Open() implements Step {}

  /// Send the content, dot-stuffed, and the line that ends it or, where the transaction goes [by
  /// BDAT][Transaction#byBdat], BDAT and the content as it is; then wait for a reply.
  record Transfer() implements Step {}

  /// The transaction is over. Results are in the order of its recipients. The session can be used
  /// for another only if `reusable`.
  record Settled(List<Result> results, boolean reusable) implements Step {
    /// Copies the list.
    public Settled {
      results = List.copyOf(results);
    }
  }

  /// The session is of no use; no transaction was under way.
  record Failed(Result result) implements Step {}
}
