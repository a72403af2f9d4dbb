// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import java.io.IOException;
import org.postrider.gateway.plugins.Submitter;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.server.Submission;

/// Takes what plug-ins submit. They are installed before the server, which takes it, is open. Any
/// thread.
final class LateSubmitter implements Submitter {
  private volatile Submitter taker = Submitter.NONE;

  /// From now on `server` takes it.
  void set(Submitter server) {
    taker = server;
  }

  @Override
  public MessageId submit(Submission submission) throws IOException {
    return taker.submit(submission);
  }
}
