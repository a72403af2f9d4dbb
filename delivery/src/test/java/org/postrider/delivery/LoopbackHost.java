// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.postrider.testkit.SocketHost;

/// A host that talks in lines, in the clear.
abstract class LoopbackHost extends SocketHost {
  LoopbackHost() throws IOException {}

  /// Talks to a client until one of both has had enough.
  abstract void talk(BufferedReader in, OutputStream out) throws IOException, InterruptedException;

  @Override
  protected final void talk(Socket socket) throws IOException, InterruptedException {
    try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = socket.getOutputStream()) {
      talk(in, out);
    }
  }
}
