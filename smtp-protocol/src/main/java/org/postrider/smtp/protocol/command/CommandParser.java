// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.command;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.ForwardPath;
import org.postrider.smtp.protocol.address.PathParser;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Xtext;
import org.postrider.smtp.protocol.reply.Reply;

/// Makes a [Command] of any octets. What may follow a verb is decided here, when it may come is
/// not.
///
/// Tolerated beyond the syntax: white space at the end (RFC 5321 §4.1.1), and spaces between the
/// colon of MAIL and RCPT and the path, which many clients send.
///
/// @rfc 5321 §4.1.1
public final class CommandParser {
  /// Octets of an unknown verb that are kept for the log.
  private static final int UNKNOWN_OCTETS = 32;

  /// Octets of a mechanism name, RFC 4422 §3.1.
  private static final int MECHANISM_OCTETS = 20;

  /// Octets of a client's name, as of a domain (RFC 5321 §4.5.3.1.2) in brackets.
  private static final int NAME_OCTETS = 257;

  private static final Reply NOTHING = Reply.of(500, "5.5.2", "Empty command line");
  private static final Reply CONTROL =
      Reply.of(500, "5.5.2", "Control characters are not allowed in a command line");
  private static final Reply EIGHT_BIT =
      Reply.of(500, "5.5.2", "Only addresses may have characters outside ASCII");
  private static final Reply NO_ARGUMENT = Reply.of(501, "5.5.4", "This command has no arguments");
  private static final Reply PARAMETER =
      Reply.of(501, "5.5.4", "The parameters are malformed or given twice");

  private static final Reply ATTRIBUTES =
      Reply.of(501, "5.5.4", "Say NAME=value, each once, in xtext");

  private static final Reply CHUNK =
      Reply.of(501, "5.5.4", "BDAT needs a number of octets, and takes LAST; closing");

  private CommandParser() {}

  /// Understands the line from `from` up to, not including, `to`, without its CR LF. The octets are
  /// not kept.
  public static Command parse(byte[] line, int from, int to) {
    int end = to;
    while (end > from && isBlank(line[end - 1])) { // RFC 5321 §4.1.1
      end--;
    }
    if (end == from) {
      return new Command.Malformed(null, NOTHING);
    }
    int space = find(line, from, end, ' ');
    Verb verb = Verb.of(line, from, space);
    int all = 0;
    for (int i = from; i < end; i++) {
      if ((line[i] >= 0 && line[i] < ' ') || line[i] == 127) {
        return new Command.Malformed(verb, CONTROL);
      }
      all |= line[i];
    }
    if (all < 0
        && verb != Verb.MAIL
        && verb != Verb.RCPT
        && verb != Verb.VRFY
        && verb != Verb.EXPN) {
      return new Command.Malformed(verb, EIGHT_BIT);
    }
    if (verb == null) {
      return new Command.Unknown(ascii(line, from, Math.min(space, from + UNKNOWN_OCTETS)));
    }
    int argument = skip(line, space, end);
    return switch (verb) {
      case EHLO, HELO, LHLO -> hello(verb, line, argument, end);
      case MAIL -> mail(line, argument, end);
      case RCPT -> rcpt(line, argument, end);
      case DATA -> bare(verb, new Command.Data(), argument, end);
      case BDAT -> bdat(line, argument, end);
      case RSET -> bare(verb, new Command.Rset(), argument, end);
      case QUIT -> bare(verb, new Command.Quit(), argument, end);
      case STARTTLS -> bare(verb, new Command.StartTls(), argument, end);
      case NOOP -> new Command.Noop(); // RFC 5321 §4.1.1.9: an argument SHOULD be ignored
      case HELP -> new Command.Help(utf8(line, argument, end));
      case VRFY, EXPN -> named(verb, line, argument, end);
      case AUTH -> auth(line, argument, end);
      case XCLIENT, XFORWARD -> attributes(verb, line, space, end);
    };
  }

  private static Command bare(Verb verb, Command command, int argument, int end) {
    // RFC 5321 §4.3.2 and RFC 3207 §4: 501 where there should be no parameters
    return argument == end ? command : new Command.Malformed(verb, NO_ARGUMENT);
  }

  /// The name is not held against the syntax of domains: RFC 5321 §4.1.4 lets no server refuse mail
  /// for it, and many a client calls itself what no host may be called.
  private static Command hello(Verb verb, byte[] line, int argument, int end) {
    if (argument == end || end - argument > NAME_OCTETS || find(line, argument, end, ' ') < end) {
      return malformed(verb, "5.5.4", verb + " needs one host name or address literal");
    }
    String name = ascii(line, argument, end);
    return switch (verb) {
      case EHLO -> new Command.Ehlo(name);
      case LHLO -> new Command.Lhlo(name);
      default -> new Command.Helo(name);
    };
  }

  private static Command named(Verb verb, byte[] line, int argument, int end) {
    if (argument == end) {
      return malformed(verb, "5.5.4", verb + " needs a name");
    }
    String name = utf8(line, argument, end);
    return verb == Verb.VRFY ? new Command.Vrfy(name) : new Command.Expn(name);
  }

  private static Command auth(byte[] line, int argument, int end) {
    int space = find(line, argument, end, ' ');
    int initial = skip(line, space, end);
    if (argument == space
        || space - argument > MECHANISM_OCTETS
        || find(line, initial, end, ' ') < end) {
      return malformed(Verb.AUTH, "5.5.4", "AUTH needs a mechanism and at most one response");
    }
    return new Command.Auth(
        upper(line, argument, space), initial == end ? null : ascii(line, initial, end));
  }

  /// `chunk-size [ SP end-marker ]`, and no more leeway than that: whoever reads the size otherwise
  /// than we do sees commands where we see content.
  ///
  /// @rfc 3030 §2
  private static Command bdat(byte[] line, int argument, int end) {
    int digits = argument;
    long size = 0;
    while (digits < end && line[digits] >= '0' && line[digits] <= '9') {
      int digit = line[digits++] - '0';
      size = size > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : size * 10 + digit;
    }
    boolean last = digits < end;
    if (digits == argument || (last && !ascii(line, digits, end).equalsIgnoreCase(" LAST"))) {
      return new Command.Malformed(Verb.BDAT, CHUNK);
    }
    return new Command.Bdat(size, last);
  }

  private static Command mail(byte[] line, int argument, int end) {
    int path = clause(line, argument, end, "FROM:");
    if (path < 0) {
      return malformed(Verb.MAIL, "5.5.4", "Say MAIL FROM:<address>");
    }
    PathParser parser = new PathParser(line, path, end);
    ReversePath sender = parser.reverse();
    if (sender == null) {
      return malformed(Verb.MAIL, "5.1.7", "Bad sender address: " + parser.fault());
    }
    Map<String, String> parameters = parameters(line, parser.at(), end);
    return parameters == null
        ? new Command.Malformed(Verb.MAIL, PARAMETER)
        : new Command.Mail(sender, parameters);
  }

  private static Command rcpt(byte[] line, int argument, int end) {
    int path = clause(line, argument, end, "TO:");
    if (path < 0) {
      return malformed(Verb.RCPT, "5.5.4", "Say RCPT TO:<address>");
    }
    PathParser parser = new PathParser(line, path, end);
    ForwardPath recipient = parser.forward();
    if (recipient == null) {
      return malformed(Verb.RCPT, "5.1.3", "Bad recipient address: " + parser.fault());
    }
    Map<String, String> parameters = parameters(line, parser.at(), end);
    return parameters == null
        ? new Command.Malformed(Verb.RCPT, PARAMETER)
        : new Command.Rcpt(recipient, parameters);
  }

  /// What a host says of a client, `SP name "=" xtext` once or more; in brackets it says that
  /// something is not known.
  ///
  /// @rfc 3461 §4
  private static Command attributes(Verb verb, byte[] line, int space, int end) {
    Map<String, String> said = parameters(line, space, end);
    if (said == null || said.isEmpty()) {
      return new Command.Malformed(verb, ATTRIBUTES);
    }
    Map<String, String> decoded = new HashMap<>();
    for (Map.Entry<String, String> attribute : said.entrySet()) {
      String value = Xtext.decode(attribute.getValue());
      if (value == null || value.isEmpty()) {
        return new Command.Malformed(verb, ATTRIBUTES);
      }
      boolean unknown =
          value.equalsIgnoreCase("[UNAVAILABLE]") || value.equalsIgnoreCase("[TEMPUNAVAIL]");
      decoded.put(attribute.getKey(), unknown ? "" : value);
    }
    return verb == Verb.XCLIENT ? new Command.Xclient(decoded) : new Command.Xforward(decoded);
  }

  /// Where the path begins behind `word`, or -1.
  private static int clause(byte[] line, int from, int end, String word) {
    if (end - from < word.length()) {
      return -1;
    }
    for (int i = 0; i < word.length(); i++) {
      if (Character.toUpperCase(line[from + i]) != word.charAt(i)) {
        return -1;
      }
    }
    return skip(line, from + word.length(), end);
  }

  /// `SP esmtp-keyword ["=" esmtp-value]` as often as there are any; null for what is none.
  private static @Nullable Map<String, String> parameters(byte[] line, int from, int end) {
    if (from == end) {
      return Map.of();
    }
    Map<String, String> found = new HashMap<>();
    int at = from;
    while (at < end) {
      int start = skip(line, at, end);
      at = find(line, start, end, ' ');
      int equals = find(line, start, at, '=');
      // the path must be followed by a space, and RFC 5321 §4.1.2 asks for a value behind "="
      if (start == from || !isKeyword(line, start, equals) || equals == at - 1) {
        return null;
      }
      String value = equals == at ? "" : utf8(line, equals + 1, at);
      boolean malformed = value.indexOf('=') >= 0 || value.indexOf('\ufffd') >= 0;
      if (malformed || found.put(upper(line, start, equals), value) != null) {
        return null;
      }
    }
    return found;
  }

  private static boolean isKeyword(byte[] line, int from, int to) {
    if (from == to || line[from] == '-') {
      return false;
    }
    for (int i = from; i < to; i++) {
      int c = line[i] | 0x20;
      boolean fits = (c >= 'a' && c <= 'z') || (line[i] >= '0' && line[i] <= '9') || line[i] == '-';
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static Command malformed(Verb verb, String status, String text) {
    return new Command.Malformed(verb, Reply.of(501, status, text));
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static int skip(byte[] line, int from, int end) {
    int at = from;
    while (at < end && line[at] == ' ') {
      at++;
    }
    return at;
  }

  /// The first such octet, or `end`.
  private static int find(byte[] line, int from, int end, char c) {
    int at = from;
    while (at < end && line[at] != c) {
      at++;
    }
    return at;
  }

  private static String ascii(byte[] line, int from, int to) {
    return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static String upper(byte[] line, int from, int to) {
    return ascii(line, from, to).toUpperCase(Locale.ROOT);
  }

  private static String utf8(byte[] line, int from, int to) {
    return new String(line, from, to - from, StandardCharsets.UTF_8);
  }
}
