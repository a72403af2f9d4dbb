// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.spf.Mechanism.Prefixes;
import org.postrider.mail.auth.spf.SpfRecord.Directive;

/// Reads a record. Whatever is in it gives a record or a [#fault()]. For one record and one thread.
///
/// @rfc 7208 §12
final class SpfParser {
  static final String VERSION = "v=spf1";

  /// Characters of a record; what DNS carries in one answer over UDP is less.
  static final int MOST = 8_192;

  private static final Prefixes HOSTS = new Prefixes(32, 128);

  private final String text;
  private final List<Directive> directives = new ArrayList<>();
  private @Nullable MacroString redirect;
  private @Nullable MacroString explanation;
  private String fault = "";

  SpfParser(String text) {
    this.text = text;
  }

  /// The record, or null where there is a fault.
  @Nullable SpfRecord parse() {
    if (text.length() > MOST) {
      fault = "the record is longer than " + MOST + " octets";
      return null;
    }
    int at = VERSION.length();
    while (at < text.length() && fault.isEmpty()) {
      int end = text.indexOf(' ', at);
      end = end < 0 ? text.length() : end;
      if (end > at) {
        term(text.substring(at, end));
      }
      at = end + 1;
    }
    return fault.isEmpty() ? new SpfRecord(List.copyOf(directives), redirect, explanation) : null;
  }

  /// What is wrong, or `""`.
  String fault() {
    return fault;
  }

  private void term(String term) {
    int name = nameEnd(term);
    boolean isModifier = name > 0 && name < term.length() && term.charAt(name) == '=';
    boolean isRead =
        isModifier
            ? modifier(term.substring(0, name).toLowerCase(Locale.ROOT), term.substring(name + 1))
            : directive(term);
    if (!isRead && fault.isEmpty()) {
      fault = "not understood: " + term;
    }
  }

  /// Where the name at the front ends, 0 where there is none.
  private static int nameEnd(String term) {
    int at = 0;
    while (at < term.length() && isNameCharacter(term.charAt(at), at == 0)) {
      at++;
    }
    return at;
  }

  private static boolean isNameCharacter(char c, boolean isFirst) {
    boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return isLetter || (!isFirst && (isDigit(c) || c == '-' || c == '_' || c == '.'));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean modifier(String name, String value) {
    return switch (name) {
      case "redirect" -> {
        fault = redirect == null ? "" : "redirect= is there twice"; // RFC 7208 §6
        redirect = MacroString.domainSpec(value);
        yield redirect != null;
      }
      case "exp" -> {
        fault = explanation == null ? "" : "exp= is there twice";
        explanation = MacroString.domainSpec(value);
        yield explanation != null;
      }
      default -> MacroString.plain(value) != null;
    };
  }

  private boolean directive(String term) {
    SpfResult result =
        switch (term.charAt(0)) {
          case '-' -> SpfResult.FAIL;
          case '~' -> SpfResult.SOFTFAIL;
          case '?' -> SpfResult.NEUTRAL;
          default -> SpfResult.PASS;
        };
    boolean isQualified = result != SpfResult.PASS || term.charAt(0) == '+';
    String mechanism = isQualified ? term.substring(1) : term;
    int end = nameEnd(mechanism);
    String name = mechanism.substring(0, end).toLowerCase(Locale.ROOT);
    Mechanism read = mechanism(name, mechanism.substring(end));
    if (read != null) {
      directives.add(new Directive(result, read, mechanism));
    }
    return read != null;
  }

  /// A mechanism with what follows its name, from the colon or slash on.
  private static @Nullable Mechanism mechanism(String name, String rest) {
    return switch (name) {
      case "all" -> rest.isEmpty() ? new Mechanism.All() : null;
      case "include", "exists", "ptr" -> named(name, rest);
      case "a", "mx" -> addresses(name, rest);
      case "ip4", "ip6" -> network(name.equals("ip4"), rest);
      default -> null;
    };
  }

  private static @Nullable Mechanism named(String name, String rest) {
    MacroString domain = domain(rest);
    if (domain == null) {
      return name.equals("ptr") && rest.isEmpty() ? new Mechanism.Pointer(null) : null;
    }
    return switch (name) {
      case "include" -> new Mechanism.Include(domain);
      case "exists" -> new Mechanism.Exists(domain);
      default -> new Mechanism.Pointer(domain);
    };
  }

  private static @Nullable MacroString domain(String rest) {
    return rest.startsWith(":") ? MacroString.domainSpec(rest.substring(1)) : null;
  }

  private static @Nullable Mechanism addresses(String name, String rest) {
    int prefixAt = prefixStart(rest);
    Prefixes prefixes = prefixes(rest.substring(prefixAt));
    String spec = rest.substring(0, prefixAt);
    MacroString domain = domain(spec);
    if (prefixes == null || (domain == null && !spec.isEmpty())) {
      return null;
    }
    return name.equals("a")
        ? new Mechanism.Address(domain, prefixes)
        : new Mechanism.Exchangers(domain, prefixes);
  }

  /// Where the digits and slashes at the end begin: a slash may belong to the domain before.
  private static int prefixStart(String rest) {
    int at = rest.length();
    while (at > 0 && (isDigit(rest.charAt(at - 1)) || rest.charAt(at - 1) == '/')) {
      at--;
    }
    int slash = rest.indexOf('/', at);
    return slash < 0 ? rest.length() : slash;
  }

  private static @Nullable Prefixes prefixes(String text) {
    if (text.isEmpty()) {
      return HOSTS;
    }
    int second = text.indexOf("//");
    String first = second < 0 ? text : text.substring(0, second);
    int of4 = first.isEmpty() ? 32 : prefix(first.substring(1), 32);
    int of6 = second < 0 ? 128 : prefix(text.substring(second + 2), 128);
    return of4 < 0 || of6 < 0 ? null : new Prefixes(of4, of6);
  }

  private static int prefix(String digits, int most) {
    return number(digits, 0, digits.length(), most);
  }

  /// The number between two places, or -1 for what is none up to `most`.
  private static int number(String text, int from, int to, int most) {
    if (from == to || to - from > 3 || (text.charAt(from) == '0' && to - from > 1)) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        return -1;
      }
      value = 10 * value + c - '0';
    }
    return value <= most ? value : -1;
  }

  private static @Nullable Mechanism network(boolean isOf4, String rest) {
    int slash = rest.indexOf('/');
    int most = isOf4 ? 32 : 128;
    int prefix = slash < 0 ? most : prefix(rest.substring(slash + 1), most);
    if (!rest.startsWith(":") || prefix < 0) {
      return null;
    }
    String address = rest.substring(1, slash < 0 ? rest.length() : slash);
    byte[] read = isOf4 ? address4(address) : address6(address);
    return read == null ? null : new Mechanism.Network(read, prefix);
  }

  private static byte @Nullable [] address4(String text) {
    byte[] octets = new byte[4];
    int from = 0;
    for (int i = 0; i < 4; i++) {
      int end = i == 3 ? text.length() : text.indexOf('.', from);
      int octet = end < 0 ? -1 : number(text, from, end, 255);
      if (octet < 0) {
        return null;
      }
      octets[i] = (byte) octet;
      from = end + 1;
    }
    return octets;
  }

  private static byte @Nullable [] address6(String text) {
    boolean mayBe = text.length() <= 45 && text.indexOf(':') >= 0;
    for (int i = 0; i < text.length() && mayBe; i++) {
      char c = text.charAt(i); // the JDK would take brackets and scopes too
      mayBe = c == ':' || c == '.' || (c < 128 && Character.digit(c, 16) >= 0);
    }
    if (!mayBe) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException _) {
      return null; // no address: the record is at fault
    }
  }
}
