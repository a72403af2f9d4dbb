// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.postrider.smtp.protocol.stream.Sink;

/// Looks at content as it passes by and notes what a transport must know of it. However the octets
/// are divided, it sees the same; it keeps a few dozen octets. For one thread.
///
/// The header section ends at an empty line, or at a line that is neither a field nor the
/// continuation of one, as in a message that has no header at all.
///
/// @rfc 5322 §2.1
public final class HeaderScan implements Sink {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final byte[] RECEIVED = octets("received");
  private static final byte[] DATE = octets("date");
  private static final byte[] FROM = octets("from");
  private static final byte[] MESSAGE_ID = octets("message-id");
  private static final byte[] TLS_REQUIRED = octets("tls-required");
  private static final int MOST_VALUE = 16;

  private enum Place {
    LINE_START,
    NAME,
    BEHIND_NAME,
    VALUE,
    EMPTY_LINE,
    BODY
  }

  private final byte[] name = new byte[TLS_REQUIRED.length + 1];
  private int nameLength;
  private Place place = Place.LINE_START;
  private boolean firstLine = true;
  private boolean afterCr;
  private long line; // octets of this line so far
  private long seen;
  private long headerSize;
  private int receivedFields;
  private boolean hasDate;
  private boolean hasFrom;
  private boolean hasMessageId;
  private int tlsRequiredFields;
  private boolean inTlsRequired;
  private final StringBuilder tlsRequired = new StringBuilder();
  private boolean eightBitHeader;
  private boolean eightBitBody;
  private boolean unseparated;
  private boolean beginsBlank;

  /// At the first octet of a message.
  public HeaderScan() {}

  /// Whether the end of the header section has been seen.
  public boolean headerEnded() {
    return place == Place.BODY;
  }

  /// Octets of the header section with the empty line; of what has come where it goes on.
  public long headerSize() {
    return headerEnded() ? headerSize : seen;
  }

  /// Whether the body begins without the empty line that ought to stand above it.
  public boolean isUnseparated() {
    return unseparated;
  }

  /// Whether the first line begins with a blank, and so would go on with a field put above it.
  ///
  /// @rfc 5322 §2.2.3
  public boolean beginsBlank() {
    return beginsBlank;
  }

  /// How many Received fields there are: one for each host that the message has passed.
  ///
  /// @rfc 5321 §6.3
  public int receivedFields() {
    return receivedFields;
  }

  /// Whether there is a Date field.
  public boolean hasDate() {
    return hasDate;
  }

  /// Whether there is a From field.
  public boolean hasFrom() {
    return hasFrom;
  }

  /// Whether there is a Message-ID field.
  public boolean hasMessageId() {
    return hasMessageId;
  }

  /// Whether the one field of this name says `TLS-Required: No`.
  ///
  /// @rfc 8689 §3
  public boolean saysTlsNotRequired() {
    return tlsRequiredFields == 1 && tlsRequired.toString().strip().equalsIgnoreCase("no");
  }

  /// Whether the header section has octets above 127 (RFC 6532).
  public boolean eightBitHeader() {
    return eightBitHeader;
  }

  /// Whether the body has octets above 127 (RFC 6152).
  public boolean eightBitBody() {
    return eightBitBody;
  }

  @Override
  public void octets(byte[] octets, int from, int length) {
    int at = from;
    int to = from + length;
    while (at < to && place != Place.BODY) {
      header(octets[at++]);
    }
    if (at < to && !eightBitBody) {
      eightBitBody = hasEightBit(octets, at, to);
    }
  }

  private static boolean hasEightBit(byte[] octets, int from, int to) {
    long all = 0;
    int at = from;
    for (; at + 8 <= to; at += 8) { // without a way out in between, which is what makes it fast
      all |= (long) LONG.get(octets, at);
    }
    for (; at < to; at++) {
      all |= octets[at] & 0x80;
    }
    return (all & HIGH_BITS) != 0;
  }

  private void header(byte octet) {
    seen++;
    line++;
    switch (place) {
      case LINE_START -> lineStart(octet);
      case NAME -> name(octet);
      case BEHIND_NAME -> behindName(octet);
      case VALUE -> value(octet);
      case EMPTY_LINE -> emptyLine(octet);
      case BODY -> throw new IllegalStateException("the header section has ended");
    }
    if (place == Place.BODY) {
      eightBitBody |= octet < 0;
    } else {
      eightBitHeader |= octet < 0;
    }
  }

  private void lineStart(byte octet) {
    if (octet == '\r') {
      place = Place.EMPTY_LINE;
    } else if ((octet == ' ' || octet == '\t') && !firstLine) {
      place = Place.VALUE; // RFC 5322 §2.2.3: the field above goes on
    } else {
      beginsBlank |= octet == ' ' || octet == '\t';
      nameLength = 0;
      place = Place.NAME;
      name(octet);
    }
  }

  private void name(byte octet) {
    if (octet == ':' && line > 1) {
      field();
    } else if ((octet == ' ' || octet == '\t') && line > 1) {
      place = Place.BEHIND_NAME;
    } else if (octet <= ' ' || octet == 127 || octet == ':') { // RFC 5322 §2.2
      noField();
    } else if (nameLength < name.length) {
      name[nameLength++] = (byte) (octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet);
    }
  }

  /// RFC 5322 §4.5.8: white space before the colon is obsolete, and must be read.
  private void behindName(byte octet) {
    if (octet == ':') {
      field();
    } else if (octet != ' ' && octet != '\t') {
      noField();
    }
  }

  private void value(byte octet) {
    if (octet == '\n' && afterCr) {
      place = Place.LINE_START;
      firstLine = false;
      line = 0;
    }
    afterCr = octet == '\r';
    if (inTlsRequired && octet != '\r' && octet != '\n' && tlsRequired.length() < MOST_VALUE) {
      tlsRequired.append((char) (octet & 0xff));
    }
  }

  private void emptyLine(byte octet) {
    if (octet == '\n') {
      headerSize = seen;
      place = Place.BODY;
    } else {
      noField();
    }
  }

  private void field() {
    receivedFields += is(RECEIVED) ? 1 : 0;
    hasDate |= is(DATE);
    hasFrom |= is(FROM);
    hasMessageId |= is(MESSAGE_ID);
    inTlsRequired = is(TLS_REQUIRED);
    tlsRequiredFields += inTlsRequired ? 1 : 0;
    afterCr = false;
    place = Place.VALUE;
  }

  /// The line belongs to the body, from its first octet on.
  private void noField() {
    headerSize = seen - line;
    unseparated = true;
    place = Place.BODY;
  }

  private boolean is(byte[] known) {
    return Arrays.equals(name, 0, nameLength, known, 0, known.length);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
