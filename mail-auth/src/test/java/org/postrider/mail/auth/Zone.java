// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Names and records in memory that answer as DNS would: CNAMEs are followed, and a name that only
/// others stand below exists.
public final class Zone implements DnsLookup {
  private static final int MOST_ALIASES = 8;

  private final Map<String, Map<String, List<String>>> records = new HashMap<>();
  private final Set<String> broken = new TreeSet<>();
  private int asked;

  /// Nothing exists.
  public Zone() {}

  public Zone add(String name, String type, String value) {
    records
        .computeIfAbsent(key(name), _ -> new HashMap<>())
        .computeIfAbsent(type, _ -> new ArrayList<>())
        .add(value);
    return this;
  }

  public Zone text(String name, String value) {
    return add(name, "TXT", value);
  }

  /// From now on nobody can say what is of this type (`*`: of any that is not there) at this name.
  public Zone breakDown(String name, String type) {
    broken.add(key(name) + " " + type);
    return this;
  }

  /// How many questions were asked.
  public int asked() {
    return asked;
  }

  private static String key(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private <T> DnsAnswer<T> ask(String name, String type, Function<String, T> read) {
    asked++;
    String at = key(name);
    for (int i = 0; i < MOST_ALIASES; i++) {
      Map<String, List<String>> here = records.get(at);
      boolean isThere = here != null && here.containsKey(type);
      if (broken.contains(at + " " + type) || (broken.contains(at + " *") && !isThere)) {
        return new DnsAnswer.Failed<>("time-out");
      }
      if (here == null) {
        String below = "." + at;
        return records.keySet().stream().anyMatch(other -> other.endsWith(below))
            ? new DnsAnswer.NoData<>()
            : new DnsAnswer.NoName<>();
      }
      if (here.containsKey(type)) {
        return new DnsAnswer.Found<>(here.get(type).stream().map(read).toList());
      }
      if (!here.containsKey("CNAME")) {
        return new DnsAnswer.NoData<>();
      }
      at = key(here.get("CNAME").getFirst());
    }
    return new DnsAnswer.Failed<>("a loop of aliases");
  }

  @Override
  public DnsAnswer<String> texts(String name) {
    return ask(name, "TXT", text -> text);
  }

  @Override
  public DnsAnswer<InetAddress> addresses4(String name) {
    return ask(name, "A", InetAddress::ofLiteral);
  }

  @Override
  public DnsAnswer<InetAddress> addresses6(String name) {
    return ask(name, "AAAA", InetAddress::ofLiteral);
  }

  @Override
  public DnsAnswer<String> exchangers(String name) {
    return ask(name, "MX", Zone::key);
  }

  @Override
  public DnsAnswer<String> names(InetAddress address) {
    StringBuilder name = new StringBuilder();
    for (byte octet : address.getAddress()) {
      name.insert(
          0,
          address instanceof Inet4Address
              ? (octet & 0xff) + "."
              : "%x.%x.".formatted(octet & 15, octet >> 4 & 15));
    }
    String zone = address instanceof Inet4Address ? "in-addr.arpa" : "ip6.arpa";
    return ask(name + zone, "PTR", Zone::key);
  }
}
