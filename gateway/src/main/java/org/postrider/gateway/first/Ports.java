// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.first;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Where a first start listens, on the loopback address.
///
/// @param mx for mail from other hosts
/// @param submission for mail from users, with STARTTLS
/// @param submissions for mail from users, over TLS
/// @param operator for the operator's HTTP interface
public record Ports(int mx, int submission, int submissions, int operator) {
  /// Those that the manual speaks of.
  public static final Ports USUAL = new Ports(2525, 2587, 2465, 2580);

  /// Others, on which nobody listens at this moment.
  public static Ports free() throws IOException {
    try (ServerSocket mx = any();
        ServerSocket submission = any();
        ServerSocket submissions = any();
        ServerSocket operator = any()) {
      return new Ports(
          mx.getLocalPort(),
          submission.getLocalPort(),
          submissions.getLocalPort(),
          operator.getLocalPort());
    }
  }

  private static ServerSocket any() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
