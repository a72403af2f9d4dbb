// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads one path out of the octets of a command line: make one, ask once for [#reverse],
/// [#forward] or [#mailbox]. Null means that there is none, and then [#fault] says why in words for
/// the client; else [#at] is the first octet behind the path. Any octets are safe. For one thread.
///
/// @rfc 5321 §4.1.2
/// @rfc 6531 §3.3
public final class PathParser {
  private final byte[] line;
  private final int to;
  private int at;
  private String fault = "";

  /// Reads `line` from `from` up to, not including, `to`.
  public PathParser(byte[] line, int from, int to) {
    this.line = line;
    this.at = from;
    this.to = to;
  }

  /// Where reading ended.
  public int at() {
    return at;
  }

  /// Why there was no path: a sentence without the client's own words.
  public String fault() {
    return fault;
  }

  /// A path in angle brackets, or `<>`.
  public @Nullable ReversePath reverse() {
    if (at + 1 < to && line[at] == '<' && line[at + 1] == '>') {
      at += 2;
      return ReversePath.NULL;
    }
    if (!open()) {
      return null;
    }
    Mailbox mailbox = mailbox();
    return mailbox != null && close() ? new ReversePath(mailbox) : null;
  }

  /// A path in angle brackets, or `<Postmaster>`.
  public @Nullable ForwardPath forward() {
    if (!open()) {
      return null;
    }
    LocalPart local = local();
    if (local == null) {
      return null;
    }
    // RFC 5321 §4.1.1.3: the one name that needs no domain
    if (at < to && line[at] == '>' && local.isPostmaster()) {
      at++;
      return new ForwardPath.Postmaster();
    }
    Mailbox mailbox = mailbox(local);
    return mailbox != null && close() ? new ForwardPath.To(mailbox) : null;
  }

  /// A mailbox without brackets or source route.
  public @Nullable Mailbox mailbox() {
    LocalPart local = local();
    return local == null ? null : mailbox(local);
  }

  private boolean open() {
    if (at == to || line[at] != '<') {
      return fail("the address must stand in angle brackets");
    }
    at++;
    return at == to || line[at] != '@' || route();
  }

  private boolean close() {
    if (at == to || line[at] != '>') {
      return fail("the address must end with an angle bracket");
    }
    at++;
    return true;
  }

  /// Skips `@one,@two:`, which must be accepted and is ignored (RFC 5321 §4.1.2, appendix C).
  private boolean route() {
    do {
      if (line[at] != '@') {
        return fail("the source route is malformed");
      }
      at++;
      if (domain() == null) {
        return false;
      }
    } while (at < to && line[at] == ',' && ++at < to);
    if (at == to || line[at] != ':') {
      return fail("the source route is malformed");
    }
    at++;
    return true;
  }

  private @Nullable LocalPart local() {
    String value = at < to && line[at] == '"' ? quoted() : dotString();
    if (value == null) {
      return null;
    }
    String wrong = LocalPart.fault(value);
    if (wrong != null) {
      fail(wrong);
      return null;
    }
    return new LocalPart(value);
  }

  private @Nullable Mailbox mailbox(LocalPart local) {
    if (at == to || line[at] != '@') {
      fail("the address needs a domain");
      return null;
    }
    at++;
    Domain domain = domain();
    if (domain == null) {
      return null;
    }
    if (!Mailbox.fits(local, domain)) {
      fail("the address is longer than 254 octets"); // RFC 5321 §4.5.3.1.3
      return null;
    }
    return new Mailbox(local, domain);
  }

  private @Nullable String dotString() {
    int from = at;
    int all = 0;
    int before = '.';
    while (at < to) {
      int c = line[at] & 0xff;
      if (c == '.' ? before == '.' : !Ascii.isAtext(c)) {
        break;
      }
      all |= c;
      before = c;
      at++;
    }
    if (before == '.') {
      fail("the local part has an empty atom");
      return null;
    }
    return text(line, from, at, all);
  }

  private @Nullable String quoted() {
    byte[] value = new byte[to - at];
    int length = 0;
    int all = 0;
    at++;
    while (at < to && line[at] != '"') {
      if (line[at] == '\\') {
        at++;
        // RFC 5321 §4.1.2: a backslash stands before printable ASCII only
        if (at == to || line[at] < ' ' || line[at] == 127) {
          fail("the quoted local part is malformed");
          return null;
        }
      }
      all |= line[at];
      value[length++] = line[at++];
    }
    if (at == to) {
      fail("the quoted local part has no end");
      return null;
    }
    at++;
    return text(value, 0, length, all);
  }

  private @Nullable Domain domain() {
    int from = at;
    int all = 0;
    boolean literal = at < to && line[at] == '[';
    while (at < to && (literal ? line[at] != ']' : isNamed(line[at]))) {
      all |= line[at++];
    }
    if (literal && at < to) {
      at++;
    }
    String text = text(line, from, at, all);
    String wrong = DomainSyntax.fault(text);
    if (wrong != null) {
      fail(wrong);
      return null;
    }
    return DomainSyntax.make(text);
  }

  /// Everything up to what can follow a name, so that a wrong character is named as such.
  private static boolean isNamed(byte b) {
    return b != '>' && b != ',' && b != ':' && b != ' ';
  }

  private boolean fail(String reason) {
    fault = reason;
    return false;
  }

  /// Malformed UTF-8 leaves U+FFFD behind, which neither a local part nor a domain may hold.
  private static String text(byte[] octets, int from, int to, int all) {
    return new String(
        octets,
        from,
        to - from,
        (all & 0x80) == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }
}
