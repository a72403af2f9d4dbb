// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// All addresses that share their first bits with one: `192.0.2.0/24`, `2001:db8::/32`, or one
/// address alone. Immutable.
///
/// @param address the first of them
/// @param bits how many of its bits count
public record Network(InetAddress address, int bits) {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]{1,44})(?:/(\\d{1,3}))?");

  /// Throws `IllegalArgumentException` where the address has not so many bits, or has bits set
  /// beyond them, which would look like a narrower network than it is.
  public Network {
    byte[] octets = address.getAddress();
    if (bits < 0 || bits > 8 * octets.length) {
      throw new IllegalArgumentException("no address has " + bits + " bits: " + address);
    }
    for (int i = 0; i < octets.length; i++) {
      if ((octets[i] & 0xff & ~mask(bits - 8 * i)) != 0) {
        throw new IllegalArgumentException(
            "bits beyond the first " + bits + " are set in " + address);
      }
    }
  }

  /// Reads a network; empty where `text` is none.
  public static Optional<Network> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      InetAddress address = InetAddress.ofLiteral(parts.group(1));
      String bits = parts.group(2);
      int all = 8 * address.getAddress().length;
      return Optional.of(new Network(address, bits == null ? all : Integer.parseInt(bits)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // the caller says what was wanted
    }
  }

  /// The octet of which the first `bits` bits are set.
  private static int mask(int bits) {
    return bits >= 8 ? 0xff : bits <= 0 ? 0 : 0xff << (8 - bits) & 0xff;
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
    String text = address.getHostAddress();
    return bits == 8 * address.getAddress().length ? text : text + "/" + bits;
  }
}
