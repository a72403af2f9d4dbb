// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.message;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.Mailbox;

/// The Received field that we put above a message. Printable ASCII whatever the client calls
/// itself, so that nobody writes another field through it. Immutable.
///
/// @param helloName what the client calls itself
/// @param clientName the client's name by DNS, null where none is known
/// @param client the client's address
/// @param server our own host name
/// @param session what kind of session it was
/// @param tls protocol and cipher, `""` in the clear
/// @param id the message's
/// @param recipient the only recipient, null where there are more: RFC 5321 §7.2 keeps those secret
///   from each other
/// @param priority as the message has it; 0, which is usual, is not written
/// @param moment when the message was taken
///
/// @rfc 5321 §4.4
/// @rfc 6710 §4.1
public record TraceHeader(
    String helloName,
    @Nullable String clientName,
    InetAddress client,
    String server,
    Session session,
    String tls,
    MessageId id,
    @Nullable Mailbox recipient,
    int priority,
    Instant moment) {

  /// What the word behind `with` is made of.
  ///
  /// @rfc 3848 §2
  /// @rfc 6531 §4.3
  public record Session(
      boolean lmtp, boolean extended, boolean tls, boolean authenticated, boolean utf8) {
    /// The word.
    public String protocol() {
      if (!extended) {
        return "SMTP";
      }
      String ascii = lmtp ? "LMTP" : "ESMTP";
      String any = lmtp ? "UTF8LMTP" : "UTF8SMTP";
      return (utf8 ? any : ascii) + (tls ? "S" : "") + (authenticated ? "A" : "");
    }
  }

  /// The field with its CR LF, folded.
  public byte[] octets() {
    return toString().getBytes(StandardCharsets.US_ASCII);
  }

  /// The field of a message that came from no client: `maker` is what of ours has made it.
  public static byte[] ofOwn(
      String server, String maker, MessageId id, @Nullable Mailbox recipient, Instant moment) {
    StringBuilder field = new StringBuilder(160).append("Received: by ");
    safe(field, server);
    field.append(" (");
    words(field, maker);
    field.append(")\r\n\tid ").append(id);
    return ended(field, recipient, 0, moment).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    StringBuilder field = new StringBuilder(320).append("Received: from ");
    safe(field, helloName);
    field.append(" (");
    safe(field, clientName == null ? "unknown" : clientName);
    field.append(" [").append(client instanceof Inet6Address ? "IPv6:" : "");
    safe(field, withoutScope(client.getHostAddress()));
    field.append("])");
    if (!tls.isEmpty()) {
      field.append("\r\n\t(using ");
      words(field, tls);
      field.append(')');
    }
    field.append("\r\n\tby ");
    safe(field, server);
    field.append(" with ").append(session.protocol()).append(" id ").append(id);
    return ended(field, recipient, priority, moment);
  }

  private static String ended(
      StringBuilder field, @Nullable Mailbox recipient, int priority, Instant moment) {
    if (recipient != null && recipient.isAscii()) {
      field.append("\r\n\tfor <").append(recipient).append('>');
    }
    if (priority != 0) {
      field.append("\r\n\tPRIORITY ").append(priority);
    }
    return field.append(";\r\n\t").append(MailDate.of(moment)).append("\r\n").toString();
  }

  /// A scope says something of our machine only, and the syntax has no place for it.
  private static String withoutScope(String address) {
    int scope = address.indexOf('%');
    return scope < 0 ? address : address.substring(0, scope);
  }

  private static void words(StringBuilder field, String words) {
    for (String word : words.split(" ")) {
      char before = field.charAt(field.length() - 1);
      field.append(before == ' ' || before == '(' ? "" : " ");
      safe(field, word);
    }
  }

  /// Only what host names and address literals are made of; the rest could end the clause, the
  /// comment or the field.
  private static void safe(StringBuilder field, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits = c < 128 && (Character.isLetterOrDigit(c) || "-._:[]".indexOf(c) >= 0);
      field.append(fits ? c : '?');
    }
  }
}
