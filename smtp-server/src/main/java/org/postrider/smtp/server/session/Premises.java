// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import io.netty.channel.EventLoop;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.postrider.smtp.server.AuthLimits;
import org.postrider.smtp.server.ServerParts;
import org.postrider.smtp.server.sasl.ScramSecrets;

/// What all sessions of a server share. Any thread.
final class Premises {
  private final ServerParts parts;
  private final Door door = new Door();
  private final AuthThrottle throttle;
  private final ScramSecrets secrets;
  private final ConcurrentHashMap<EventLoop, Watch> watches = new ConcurrentHashMap<>();
  private volatile AuthLimits authLimits;
  private volatile boolean draining;

  Premises(ServerParts parts, AuthLimits authLimits) {
    this.parts = parts;
    this.authLimits = authLimits;
    throttle = new AuthThrottle(parts.clock());
    secrets = ScramSecrets.from(parts.random());
  }

  ServerParts parts() {
    return parts;
  }

  Door door() {
    return door;
  }

  AuthThrottle throttle() {
    return throttle;
  }

  ScramSecrets secrets() {
    return secrets;
  }

  AuthLimits authLimits() {
    return authLimits;
  }

  void changeAuthLimits(AuthLimits limits) {
    authLimits = limits;
  }

  Watch watch(EventLoop loop) {
    return watches.computeIfAbsent(loop, Watch::new);
  }

  /// Whether sessions are to end as soon as they can.
  boolean isDraining() {
    return draining;
  }

  /// Asks all sessions to end when they can.
  void drain() {
    draining = true;
    onEachWatch(Watch::drain);
  }

  /// Ends all sessions.
  void abort() {
    draining = true;
    onEachWatch(Watch::abort);
  }

  private void onEachWatch(Consumer<Watch> act) {
    watches.values().forEach(watch -> watch.loop().execute(() -> act.accept(watch)));
  }
}
