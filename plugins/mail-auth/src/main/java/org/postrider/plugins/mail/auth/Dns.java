// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.mail.auth;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.postrider.mail.auth.DnsAnswer;
import org.postrider.mail.auth.DnsLookup;
import org.postrider.plugins.api.Lookup;

/// The gateway's DNS as the library asks it. It does not tell a name that does not exist from one
/// without such records. Any thread.
record Dns(Lookup lookup) implements DnsLookup {
  /// A question that may fail.
  @FunctionalInterface
  private interface Question<T> {
    List<? extends T> ask() throws IOException;
  }

  private static <T> DnsAnswer<T> answer(Question<T> question) {
    try {
      List<T> records = List.copyOf(question.ask());
      return records.isEmpty() ? new DnsAnswer.NoData<>() : new DnsAnswer.Found<>(records);
    } catch (IOException e) {
      return new DnsAnswer.Failed<>(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public DnsAnswer<String> texts(String name) {
    return answer(() -> lookup.texts(name));
  }

  @Override
  public DnsAnswer<InetAddress> addresses4(String name) {
    return answer(() -> lookup.addresses4(name));
  }

  @Override
  public DnsAnswer<InetAddress> addresses6(String name) {
    return answer(
        () -> lookup.addresses(name).stream().filter(Inet6Address.class::isInstance).toList());
  }

  @Override
  public DnsAnswer<String> exchangers(String name) {
    return answer(() -> lookup.exchangers(name));
  }

  @Override
  public DnsAnswer<String> names(InetAddress address) {
    return answer(() -> lookup.names(address));
  }
}
