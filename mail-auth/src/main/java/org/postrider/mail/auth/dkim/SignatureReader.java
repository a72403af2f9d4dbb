// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.DnsName;
import org.postrider.mail.auth.TagList;
import org.postrider.smtp.protocol.message.HeaderField;

/// Reads one signing field. The first thing that is wrong is its fault. For one thread.
///
/// @rfc 6376 §3.5
/// @rfc 6376 §6.1.1
final class SignatureReader {
  private static final int MOST_NAMES = 500;
  private static final int MOST_DIGITS = 12;

  private final HeaderField field;
  private final boolean isDkim;
  private final @Nullable TagList tags;
  private String fault = "";

  SignatureReader(HeaderField field, boolean isDkim) {
    this.field = field;
    this.isDkim = isDkim;
    tags = TagList.parse(new String(field.value(), StandardCharsets.UTF_8));
  }

  SignatureField read() {
    if (tags == null) {
      return new SignatureField.Broken(field, "", "", "its tags can't be read");
    }
    return read(tags);
  }

  private SignatureField read(TagList from) {
    String domain = DnsName.of(from.compact("d"));
    String selector = DnsName.of(from.compact("s"));
    if (isDkim && !from.value("v", "").equals("1")) {
      wrong("it is not of version 1");
    }
    if (domain == null || selector == null) {
      wrong("d= or s= is no name");
    }
    String known = domain == null ? "" : domain;
    String at = selector == null ? "" : selector;
    SignatureAlgorithm algorithm = algorithm(from.compact("a"));
    byte[] signature = base64(from, "b");
    byte[] bodyHash = base64(from, "bh");
    if (from.has("c") && from.compact("c").isEmpty()) {
      wrong("c= is empty");
    }
    // RFC 8617 §4.1.2 has the default of DKIM; its suite, and who signs without c=, have this.
    Canonicalization[] forms =
        forms(isDkim || from.has("c") ? from.compact("c") : "relaxed/relaxed");
    long length = from.has("l") ? number(from, "l", 19) : BodyHashes.WHOLE;
    List<String> names = isDkim ? names(from.compact("h")) : namesOfArc(from);
    String identity = isDkim ? identity(from, known) : "@" + known;
    long signedAt = from.has("t") ? number(from, "t", MOST_DIGITS) : -1;
    long expiresAt = from.has("x") ? number(from, "x", MOST_DIGITS) : -1;
    if (!from.value("q", "dns/txt").toLowerCase(Locale.ROOT).contains("dns/txt")) {
      wrong("its key is not in DNS");
    }
    if (expiresAt >= 0 && expiresAt < signedAt) {
      wrong("x= is before t=");
    }
    if (algorithm == null || !fault.isEmpty()) {
      return new SignatureField.Broken(field, known, at, fault);
    }
    return new SignatureField.Sound(
        field, known, at, algorithm, signature, bodyHash, forms[0], forms[1], length, identity,
        names, signedAt, expiresAt);
  }

  private void wrong(String what) {
    fault = fault.isEmpty() ? what : fault;
  }

  private @Nullable SignatureAlgorithm algorithm(String word) {
    SignatureAlgorithm algorithm = SignatureAlgorithm.of(word);
    if (algorithm == null) {
      boolean isOld = word.equalsIgnoreCase("rsa-sha1");
      wrong(isOld ? "SHA-1 is not taken" : "a= is not known"); // RFC 8301 §3.1
    }
    return algorithm;
  }

  private byte[] base64(TagList from, String tag) {
    try {
      byte[] octets = Base64.getDecoder().decode(from.compact(tag));
      if (octets.length == 0) {
        wrong(tag + "= is missing");
      }
      return octets;
    } catch (IllegalArgumentException _) {
      wrong(tag + "= is no base 64");
      return new byte[0];
    }
  }

  private Canonicalization[] forms(String words) {
    int slash = words.indexOf('/');
    Canonicalization header = form(slash < 0 ? words : words.substring(0, slash));
    Canonicalization body = slash < 0 ? Canonicalization.SIMPLE : form(words.substring(slash + 1));
    return new Canonicalization[] {header, body};
  }

  private Canonicalization form(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "relaxed" -> Canonicalization.RELAXED;
      case "simple", "" -> Canonicalization.SIMPLE;
      default -> {
        wrong("c= is not known");
        yield Canonicalization.SIMPLE;
      }
    };
  }

  private long number(TagList from, String tag, int digits) {
    String text = from.compact(tag);
    boolean isNumber = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isNumber) {
      wrong(tag + "= is no number");
      return 0;
    }
    // What is longer is further away than any mail, RFC 6376 §3.5.
    return text.length() < digits ? Long.parseLong(text) : Long.MAX_VALUE - 1;
  }

  private List<String> names(String text) {
    List<String> names = new ArrayList<>();
    for (String name : text.toLowerCase(Locale.ROOT).split(":", MOST_NAMES + 1)) {
      names.add(name);
    }
    if (names.contains("") || names.size() > MOST_NAMES) {
      wrong("h= can't be read");
    } else if (!names.contains("from")) {
      wrong("From is not signed"); // RFC 6376 §5.4
    }
    return List.copyOf(names);
  }

  /// The chain signs what it likes, but none of its seals.
  ///
  /// @rfc 8617 §4.1.2
  private List<String> namesOfArc(TagList from) {
    List<String> names = new ArrayList<>();
    for (String name : from.compact("h").toLowerCase(Locale.ROOT).split(":", MOST_NAMES + 1)) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    if (!from.has("h") || names.contains("arc-seal") || names.size() > MOST_NAMES) {
      wrong("h= can't be read");
    }
    return List.copyOf(names);
  }

  /// The agent or user, which has to be within the domain.
  private String identity(TagList from, String domain) {
    String identity = from.has("i") ? from.compact("i") : "@" + domain;
    int at = identity.lastIndexOf('@');
    String of = at < 0 ? null : DnsName.of(identity.substring(at + 1));
    if (of == null || !DnsName.isWithin(of, domain)) {
      wrong("i= is not of the domain");
      return "@" + domain;
    }
    return unquoted(identity.substring(0, at)) + "@" + of;
  }

  /// @rfc 6376 §2.11
  private static String unquoted(String text) {
    StringBuilder octets = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      boolean isQuoted = text.charAt(i) == '=' && i + 2 < text.length();
      int high = isQuoted ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = isQuoted ? Character.digit(text.charAt(i + 2), 16) : -1;
      boolean isOctet = high >= 0 && low >= 0;
      octets.append(isOctet ? (char) (high << 4 | low) : text.charAt(i));
      i += isOctet ? 2 : 0;
    }
    return octets.toString();
  }
}
