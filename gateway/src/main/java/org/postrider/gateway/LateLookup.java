// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Lookup;

/// DNS for plug-ins. They are installed before delivery, whose resolver it is, has begun; until
/// then there is none. Any thread.
final class LateLookup implements Lookup {
  private volatile @Nullable Source source;

  /// Where there is DNS.
  @FunctionalInterface
  interface Source {
    Lookup lookup() throws IOException;
  }

  /// From now on asks what `lookup` gives, each time anew.
  void set(Source lookup) {
    source = lookup;
  }

  private Lookup now() throws IOException {
    Source known = source;
    if (known == null) {
      throw new IOException("there is no DNS before the gateway has started");
    }
    return known.lookup();
  }

  @Override
  public List<InetAddress> addresses(String name) throws IOException {
    return now().addresses(name);
  }

  @Override
  public List<Inet4Address> addresses4(String name) throws IOException {
    return now().addresses4(name);
  }

  @Override
  public List<String> texts(String name) throws IOException {
    return now().texts(name);
  }

  @Override
  public List<String> names(InetAddress address) throws IOException {
    return now().names(address);
  }

  @Override
  public List<String> exchangers(String name) throws IOException {
    return now().exchangers(name);
  }
}
