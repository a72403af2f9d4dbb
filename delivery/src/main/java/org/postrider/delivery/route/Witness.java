// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;

/// The resolver for one question: passes on what is asked on its way, aliases included, and notes
/// whether each answer was secure, which a look-up does not tell.
///
/// @rfc 4035 §3.2.3
final class Witness implements Resolver {
  private final Resolver resolver;
  private volatile boolean secure = true;

  Witness(Resolver resolver) {
    this.resolver = resolver;
  }

  /// Whether all answers were: one that is not taints what follows from it, RFC 7672 §2.1.3.
  boolean isSecure() {
    return secure;
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query, Executor executor) {
    Message asked = query.clone();
    asked.getHeader().setFlag(Flags.AD); // RFC 6840 §5.7: we want to know
    return resolver
        .sendAsync(asked, executor)
        .thenApply(answer -> {
          if (!answer.getHeader().getFlag(Flags.AD)) {
            secure = false;
          }
          return answer;
        });
  }

  @Override
  public Duration getTimeout() {
    return resolver.getTimeout();
  }

  @Override
  public void setTimeout(Duration timeout) {
    throw configured();
  }

  @Override
  public void setPort(int port) {
    throw configured();
  }

  @Override
  public void setTCP(boolean flag) {
    throw configured();
  }

  @Override
  public void setIgnoreTruncation(boolean flag) {
    throw configured();
  }

  @Override
  public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
    throw configured();
  }

  @Override
  public void setTSIGKey(TSIG key) {
    throw configured();
  }

  private static UnsupportedOperationException configured() {
    return new UnsupportedOperationException("the resolver behind it is set up already");
  }
}
