// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.patterns;

import org.postrider.smtp.protocol.address.Domain;

/// A host name or domain by itself, or as `*.example.org` everything below it but not itself.
/// Immutable.
public record NamePattern(String key, boolean isBelow) {
  private static final String BELOW = "*.";

  /// Reads a pattern; throws `IllegalArgumentException` with a sentence about `text`.
  public static NamePattern parse(String text) {
    boolean below = text.startsWith(BELOW);
    Domain domain;
    try {
      domain = Domain.of(below ? text.substring(BELOW.length()) : text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a domain, nor *. before a domain: " + e.getMessage(), e);
    }
    if (below && !(domain instanceof Domain.Name)) {
      throw new IllegalArgumentException("\"" + text + "\": nothing is below an address");
    }
    return new NamePattern(domain.key(), below);
  }

  /// Whether a domain is meant, given as its key.
  public boolean fits(String other) {
    return isBelow ? other.endsWith("." + key) : other.equals(key);
  }

  /// As it is written.
  @Override
  public String toString() {
    return isBelow ? BELOW + key : key;
  }
}
