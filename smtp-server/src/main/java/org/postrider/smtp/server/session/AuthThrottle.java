// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.postrider.smtp.server.AuthLimits;

/// Remembers failed authentications by address and by account. Of so many keys the oldest are
/// forgotten. Any thread.
final class AuthThrottle {
  private static final int MOST_KEYS = 100_000;

  private final InstantSource clock;
  private final Map<Object, Failures> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Failures> eldest) {
          return size() > MOST_KEYS;
        }
      };

  private record Failures(long sinceMillis, int count) {}

  AuthThrottle(InstantSource clock) {
    this.clock = clock;
  }

  /// Whether this address has failed too often.
  boolean isLimited(InetAddress client, AuthLimits limits) {
    return recent(AddressKey.of(client), limits) >= limits.perAddress();
  }

  /// Whether this account was failed for too often.
  boolean isLimited(String account, AuthLimits limits) {
    return recent(key(account), limits) >= limits.perAccount();
  }

  /// Counts a failure; `account` is `""` where no name was said.
  void failed(InetAddress client, String account, AuthLimits limits) {
    add(AddressKey.of(client), limits);
    if (!account.isEmpty()) {
      add(key(account), limits);
    }
  }

  private synchronized int recent(Object key, AuthLimits limits) {
    Failures known = failures.get(key);
    return known == null || isOver(known, limits) ? 0 : known.count;
  }

  private synchronized void add(Object key, AuthLimits limits) {
    Failures known = failures.get(key);
    if (known == null || isOver(known, limits)) {
      failures.remove(key); // so that it stands last in the order of forgetting
      failures.put(key, new Failures(clock.millis(), 1));
    } else {
      failures.put(key, new Failures(known.sinceMillis, known.count + 1));
    }
  }

  private boolean isOver(Failures known, AuthLimits limits) {
    return clock.millis() - known.sinceMillis >= limits.window().toMillis();
  }

  private static String key(String account) {
    return account.toLowerCase(Locale.ROOT);
  }
}
