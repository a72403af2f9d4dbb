// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An address, or all that share its first bits: `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`.
/// Immutable.
///
/// @param address the first of them
/// @param bits how many bits they share
public record Network(InetAddress address, int bits) {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]{1,44})(?:/(\\d{1,3}))?");

  /// Throws `IllegalArgumentException` where the address has not so many bits, or has bits set
  /// beyond them, which would look like a narrower network than it is.
  public Network {
    byte[] octets = address.getAddress();
    if (bits < 0 || bits > octets.length * 8) {
      throw new IllegalArgumentException("no address has " + bits + " bits that count: " + address);
    }
    for (int i = 0; i < octets.length; i++) {
      if ((octets[i] & ~mask(bits - 8 * i) & 0xff) != 0) {
        throw new IllegalArgumentException(
            "bits beyond the first " + bits + " are set: " + address);
      }
    }
  }

  /// Reads a network; throws `IllegalArgumentException` with a sentence about `text`.
  public static Network parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is neither an address nor a network such as 192.0.2.0/24");
    }
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(parts.group(1));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"" + text + "\" begins with no address", e);
    }
    int most = address.getAddress().length * 8;
    int bits = parts.group(2) == null ? most : Integer.parseInt(parts.group(2));
    if (bits > most) {
      throw new IllegalArgumentException("\"" + text + "\": at most " + most + " bits count");
    }
    Network network = of(address, bits);
    if (!network.address.equals(address)) {
      throw new IllegalArgumentException(
          "\"%s\": bits beyond the first %d are set; meant is %s".formatted(text, bits, network));
    }
    return network;
  }

  /// The network that an address is in.
  public static Network of(InetAddress address, int bits) {
    byte[] octets = address.getAddress();
    for (int i = 0; i < octets.length; i++) {
      octets[i] &= (byte) mask(bits - 8 * i);
    }
    try {
      return new Network(InetAddress.getByAddress(octets), bits);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // as many octets as it had
    }
  }

  /// The octet of which the first `bits` bits are set.
  private static int mask(int bits) {
    return bits >= 8 ? 0xff : bits <= 0 ? 0 : 0xff << (8 - bits);
  }

  /// Whether an address is in it. IPv4 and IPv6 are two worlds.
  public boolean has(InetAddress other) {
    byte[] ours = address.getAddress();
    byte[] theirs = other.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int i = 0; i < ours.length; i++) {
      if (((ours[i] ^ theirs[i]) & mask(bits - 8 * i)) != 0) {
        return false;
      }
    }
    return true;
  }

  /// As it is written, without the bits where all count.
  @Override
  public String toString() {
    String digits = address.getHostAddress();
    return bits == address.getAddress().length * 8 ? digits : digits + "/" + bits;
  }
}
