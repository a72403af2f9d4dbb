// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.io.IOException;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.server.Submission;

/// Takes what plug-ins submit. Any thread that may block.
@FunctionalInterface
public interface Submitter {
  /// Takes nothing.
  Submitter NONE =
      submission -> {
        throw new IOException(
            "nothing can be submitted before the gateway has started, nor in commands");
      };

  /// Takes a message, or throws as [org.postrider.smtp.server.SmtpServer#submit] does.
  MessageId submit(Submission submission) throws IOException;
}
