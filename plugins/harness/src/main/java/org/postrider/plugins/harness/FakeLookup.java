// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postrider.plugins.api.Lookup;

/// DNS from what the test has put in; nothing else exists. Names are compared without case.
public final class FakeLookup implements Lookup {
  private final Map<String, List<String>> records = new ConcurrentHashMap<>();
  private final Set<String> broken = ConcurrentHashMap.newKeySet();

  /// Nothing exists yet.
  public FakeLookup() {}

  /// Adds an address, written as digits, to a name.
  public FakeLookup address(String name, String address) {
    return put("address", name, InetAddress.ofLiteral(address).getHostAddress());
  }

  /// Adds a TXT record.
  public FakeLookup text(String name, String text) {
    return put("text", name, text);
  }

  /// Adds a name that an address claims.
  public FakeLookup name(String address, String name) {
    return put("name", InetAddress.ofLiteral(address).getHostAddress(), name);
  }

  /// Adds a mail exchanger; the first added is the most preferred.
  public FakeLookup exchanger(String name, String exchanger) {
    return put("exchanger", name, exchanger);
  }

  /// From now on nobody can say anything about this name or address.
  public FakeLookup broken(String name) {
    broken.add(name.toLowerCase(Locale.ROOT));
    return this;
  }

  private FakeLookup put(String kind, String name, String value) {
    records.computeIfAbsent(key(kind, name), _ -> new CopyOnWriteArrayList<>()).add(value);
    return this;
  }

  private static String key(String kind, String name) {
    return kind + " " + name.toLowerCase(Locale.ROOT);
  }

  private List<String> ask(String kind, String name) throws IOException {
    if (broken.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IOException("no answer about " + name);
    }
    return List.copyOf(records.getOrDefault(key(kind, name), List.of()));
  }

  @Override
  public List<InetAddress> addresses(String name) throws IOException {
    return ask("address", name).stream().map(InetAddress::ofLiteral).toList();
  }

  @Override
  public List<Inet4Address> addresses4(String name) throws IOException {
    return addresses(name).stream()
        .filter(Inet4Address.class::isInstance)
        .map(Inet4Address.class::cast)
        .toList();
  }

  @Override
  public List<String> texts(String name) throws IOException {
    return ask("text", name);
  }

  @Override
  public List<String> names(InetAddress address) throws IOException {
    return ask("name", address.getHostAddress());
  }

  @Override
  public List<String> exchangers(String name) throws IOException {
    return ask("exchanger", name);
  }
}
