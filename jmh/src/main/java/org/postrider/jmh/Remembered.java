// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.mail.auth.DnsAnswer;
import org.postrider.mail.auth.DnsLookup;

/// Answers of DNS that are at hand, as from a cache.
final class Remembered implements DnsLookup {
  private final Map<String, DnsAnswer<String>> texts = new HashMap<>();
  private final Map<String, DnsAnswer<InetAddress>> addresses = new HashMap<>();

  Remembered text(String name, String text) {
    texts.put(name, new DnsAnswer.Found<>(List.of(text)));
    return this;
  }

  Remembered address(String name, String address) {
    addresses.put(name, new DnsAnswer.Found<>(List.of(InetAddress.ofLiteral(address))));
    return this;
  }

  @Override
  public DnsAnswer<String> texts(String name) {
    return texts.getOrDefault(name, new DnsAnswer.NoName<>());
  }

  @Override
  public DnsAnswer<InetAddress> addresses4(String name) {
    return addresses.getOrDefault(name, new DnsAnswer.NoName<>());
  }

  @Override
  public DnsAnswer<InetAddress> addresses6(String name) {
    return new DnsAnswer.NoName<>();
  }

  @Override
  public DnsAnswer<String> exchangers(String name) {
    return new DnsAnswer.NoName<>();
  }

  @Override
  public DnsAnswer<String> names(InetAddress address) {
    return new DnsAnswer.NoName<>();
  }
}
