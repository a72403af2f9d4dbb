// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import java.util.Optional;
import java.util.regex.Pattern;

/// What a client says in SCRAM. Read by hand and not by the library, because any octets have to
/// give an answer that names the fault.
///
/// @rfc 5802 §7
sealed interface ScramMessage {
  /// The gs2-cbind-flag with the name of a channel binding type.
  Pattern BINDS = Pattern.compile("p=[A-Za-z0-9.-]+");

  /// The client-first-message.
  ///
  /// @param header the gs2-header as sent, to be found again in the last message
  /// @param flag the gs2-cbind-flag as sent: `n`, `y`, or `p=` and a type
  /// @param actAs the authzid, or `""`
  /// @param bare the rest as sent, which is part of what is signed
  record First(String header, String flag, String actAs, String bare, String name, String nonce)
      implements ScramMessage {}

  /// Cannot be read.
  record Unreadable(String why) implements ScramMessage {}

  /// Can be read, and asks for what is not offered.
  record Unacceptable(String why) implements ScramMessage {}

  /// The client-final-message; `binding` is still base64.
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Last(String binding, String nonce, String withoutProof, byte[] proof) {}

  /// Reads a client-first-message.
  static ScramMessage first(String text) {
    int flagEnd = text.indexOf(',');
    int headerEnd = text.indexOf(',', flagEnd + 1);
    if (flagEnd < 0 || headerEnd < 0) {
      return new Unreadable("not a client-first-message");
    }
    String flag = text.substring(0, flagEnd);
    String actAs = text.substring(flagEnd + 1, headerEnd);
    boolean isFlag = flag.equals("n") || flag.equals("y") || BINDS.matcher(flag).matches();
    if (!isFlag || !(actAs.isEmpty() || actAs.startsWith("a="))) {
      return new Unreadable("not a gs2-header");
    }
    String bare = text.substring(headerEnd + 1);
    if (bare.startsWith("m=")) {
      return new Unacceptable("an extension is demanded that is not known"); // RFC 5802 §5.1
    }
    String[] part = bare.split(",", -1);
    if (part.length < 2 || !part[0].startsWith("n=") || !part[1].startsWith("r=")) {
      return new Unreadable("not a client-first-message-bare");
    }
    Optional<String> name = unescaped(part[0].substring(2));
    Optional<String> other = actAs.isEmpty() ? Optional.of("") : unescaped(actAs.substring(2));
    String nonce = part[1].substring(2);
    if (name.isEmpty() || other.isEmpty() || !isPrintable(nonce) || !areAttributes(part, 2)) {
      return new Unreadable("not a name, a nonce or an extension");
    }
    String header = text.substring(0, headerEnd + 1);
    return new First(header, flag, other.get(), bare, name.get(), nonce);
  }

  /// Reads a client-final-message; empty where it is none.
  static Optional<Last> last(String text) {
    int proofAt = text.lastIndexOf(",p=");
    if (proofAt < 0) {
      return Optional.empty();
    }
    String withoutProof = text.substring(0, proofAt);
    String[] part = withoutProof.split(",", -1);
    Optional<byte[]> proof = SaslText.response(text.substring(proofAt + 3));
    if (part.length < 2
        || !part[0].startsWith("c=")
        || !part[1].startsWith("r=")
        || !areAttributes(part, 2)) {
      return Optional.empty();
    }
    return proof.map(
        octets -> new Last(part[0].substring(2), part[1].substring(2), withoutProof, octets));
  }

  /// A saslname: `=2C` is a comma and `=3D` an equals sign, and neither stands there itself.
  private static Optional<String> unescaped(String text) {
    StringBuilder name = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\0') {
        return Optional.empty();
      }
      if (c != '=') {
        name.append(c);
      } else if (text.startsWith("=2C", i)) {
        name.append(',');
        i += 2;
      } else if (text.startsWith("=3D", i)) {
        name.append('=');
        i += 2;
      } else {
        return Optional.empty(); // RFC 5802 §5.1
      }
    }
    return name.isEmpty() ? Optional.empty() : Optional.of(name.toString());
  }

  private static boolean isPrintable(String nonce) {
    return !nonce.isEmpty() && nonce.chars().allMatch(c -> c > ' ' && c < 127 && c != ',');
  }

  /// Whether every part from `from` on is a letter, `=` and a value without NUL.
  private static boolean areAttributes(String[] part, int from) {
    for (int i = from; i < part.length; i++) {
      String text = part[i];
      boolean letter =
          !text.isEmpty() && (text.charAt(0) | 0x20) >= 'a' && (text.charAt(0) | 0x20) <= 'z';
      if (!letter || text.length() < 3 || text.charAt(1) != '=' || text.indexOf('\0') >= 0) {
        return false;
      }
    }
    return true;
  }
}
