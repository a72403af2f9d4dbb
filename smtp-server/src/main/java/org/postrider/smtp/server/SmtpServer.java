// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.server.session.Posting;
import org.postrider.smtp.server.session.Sessions;

/// A server that takes mail: [#open] it, [#reload] it when settings change, [#drain] it before
/// [#close]. What it accepts is in the spool before the client is told so.
///
/// Any thread but an event loop; calls wait for one another.
///
/// @rfc 5321 §2.1
public final class SmtpServer implements AutoCloseable {
  private final Sessions sessions;
  private final Posting posting;
  private volatile ServerSettings settings;

  private SmtpServer(Sessions sessions, Posting posting, ServerSettings settings) {
    this.sessions = sessions;
    this.posting = posting;
    this.settings = settings;
  }

  /// Opens all listeners. Throws `IOException`, with nothing open, where one cannot be opened (it
  /// says which and where) or the certificate cannot be read.
  public static SmtpServer open(ServerSettings settings, PolicySet policies, ServerParts parts)
      throws IOException {
    return new SmtpServer(Sessions.open(settings, policies, parts), new Posting(parts), settings);
  }

  /// The listeners that are open, with the addresses they really have.
  public synchronized List<Listening> listening() {
    return sessions.listening();
  }

  /// Changes to other settings, whole or not at all: listeners are opened and closed as they
  /// differ, sessions that begin from now on have the new limits, policies and certificate, and
  /// those that have begun end as they began. Throws `IOException`, with nothing changed, where
  /// [#open] would. Completes when the last session has ended that had the policies before.
  public synchronized CompletionStage<Void> reload(ServerSettings other, PolicySet policies)
      throws IOException {
    CompletionStage<Void> left = sessions.change(other, policies);
    settings = other;
    return left;
  }

  /// Puts a plug-in's own message into the spool, within the limits on what clients send, and
  /// blocks until it is there to stay. Waits for no other call. Throws `IOException` where it is
  /// not taken now, `IllegalArgumentException` where it never will be, and `IllegalStateException`
  /// on an event loop.
  public MessageId submit(Submission submission) throws IOException {
    return posting.post(submission, settings);
  }

  /// How many clients are connected.
  public int sessions() {
    return sessions.count();
  }

  /// Takes no more connections, asks clients that are between messages to come back later, and lets
  /// messages that are under way end, for `time` at most; what is left then is cut off.
  ///
  /// @rfc 5321 §3.8
  public synchronized void drain(Duration time) {
    sessions.drain(time);
  }

  /// Ends at once what [#drain] has not ended.
  @Override
  public void close() {
    drain(Duration.ZERO);
  }
}
