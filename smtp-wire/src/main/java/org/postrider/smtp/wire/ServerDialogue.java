// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import org.postrider.smtp.protocol.stream.LineFramer;
import org.postrider.smtp.protocol.stream.Sink;

/// What a server makes of what comes over a [ServerWire]. All calls come on the connection's event
/// loop, one after the other; none may block. Octets handed over are valid during the call only.
public interface ServerDialogue extends Sink {

  /// The connection is there; the client waits to be greeted.
  void opened();

  /// Octets have come that are not handed over before [ServerWire#go].
  void waiting();

  /// A line without its CR LF, from `from` up to, not including, `to`.
  void line(byte[] octets, int from, int to);

  /// A line that cannot be read.
  void flawed(LineFramer.Flaw flaw);

  /// Octets of the content that [ServerWire#receiveContent] asked for.
  @Override
  void octets(byte[] octets, int from, int length);

  /// The content is whole.
  void contentEnded();

  /// TLS has begun, as [ServerWire#secure] asked.
  void secured();

  /// TLS was not begun, for this reason, though the client is there still; the connection ends.
  void unsecured(String why);

  /// There were octets in the clear where [ServerWire#secure] asked for TLS. They would be taken
  /// for secured ones, so TLS was not begun (RFC 3207 §4.2).
  void injected();

  /// The connection is over; the last call, made once.
  void closed();
}
