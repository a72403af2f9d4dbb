// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.util.Base64;
import java.util.List;
import org.postrider.smtp.protocol.message.HeaderField;

/// A signing field as it is written, folded. For one thread.
///
/// @rfc 6376 §3.5
public final class SigningField {
  private static final int INDENT = 1;
  private static final int WIDTH = 72;
  private static final int COLUMNS = INDENT + WIDTH;
  private static final int LINE = 900;
  private static final String FOLD = "\r\n\t";

  private final String name;
  private final StringBuilder value = new StringBuilder(512);
  private int column;
  private int signatureAt;

  /// A field of this name with no tags yet.
  public SigningField(String name) {
    this.name = name;
    column = name.length() + 1;
  }

  /// One more tag; `text` is short and has neither white space nor semicolon.
  public SigningField tag(String tag, String text) {
    next(tag.length() + text.length() + 3);
    value.append(tag).append('=').append(text);
    column += tag.length() + text.length() + 1;
    return this;
  }

  /// A tag with a list, folded at its colons, on lines of its own.
  public SigningField list(String tag, List<String> words) {
    next(COLUMNS);
    value.append(tag).append('=');
    column += tag.length() + 1;
    String between = "";
    for (String word : words) {
      value.append(between);
      if (column + word.length() + 2 > COLUMNS) {
        fold();
      }
      value.append(word);
      column += word.length() + 1;
      between = ":";
    }
    return this;
  }

  /// A tag with octets in base 64, on lines of its own.
  public SigningField octets(String tag, byte[] octets) {
    next(COLUMNS);
    value.append(tag).append('=').append(base64(octets, WIDTH - tag.length() - 1, WIDTH));
    column = COLUMNS;
    return this;
  }

  /// The place of the signature, on lines of its own.
  public SigningField signature() {
    next(COLUMNS);
    value.append("b=");
    signatureAt = value.length();
    column = COLUMNS;
    return this;
  }

  /// Ends the tag before, and goes on where there is room.
  private void next(int wanted) {
    value.append(value.isEmpty() ? "" : ";");
    if (column + wanted > COLUMNS) {
      fold();
    } else {
      value.append(' ');
      column += 2;
    }
  }

  private void fold() {
    value.append(FOLD);
    column = INDENT;
  }

  private static StringBuilder base64(byte[] octets, int first, int most) {
    StringBuilder text = new StringBuilder(Base64.getEncoder().encodeToString(octets));
    for (int at = first; at < text.length(); at += most + FOLD.length()) {
      text.insert(at, FOLD);
    }
    return text;
  }

  /// The field with nothing in the place of the signature: what is signed of it.
  public HeaderField unsigned() {
    return HeaderField.of(name, value.toString());
  }

  /// The whole field.
  public HeaderField signed(byte[] signature) {
    return with(base64(signature, WIDTH - 2, WIDTH));
  }

  /// The whole field, its signature in one line where an SMTP line can hold it: for what is signed
  /// in its turn, so that no blank of a fold is.
  ///
  /// @rfc 5322 §2.1.1
  public HeaderField signedInOneLine(byte[] signature) {
    return with(base64(signature, LINE, LINE));
  }

  private HeaderField with(StringBuilder signature) {
    return HeaderField.of(name, new StringBuilder(value).insert(signatureAt, signature).toString());
  }
}
