// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/// DNS, through the gateway's resolver and its cache. Every call blocks until there is an answer or
/// the plug-in's deadline is near. An empty list means that there is no such record; an
/// `IOException` means that nobody can say now.
public interface Lookup {
  /// IPv4 and IPv6 addresses of a name.
  List<InetAddress> addresses(String name) throws IOException;

  /// IPv4 addresses of a name, with one query where [#addresses] takes two.
  List<Inet4Address> addresses4(String name) throws IOException;

  /// TXT records, the strings of each joined.
  List<String> texts(String name) throws IOException;

  /// Names that an address claims (PTR), without trailing dots.
  List<String> names(InetAddress address) throws IOException;

  /// Mail exchangers in order of preference, without trailing dots.
  List<String> exchangers(String name) throws IOException;
}
