// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.rspamd;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.daemons.Line;

/// One request to rspamd's `/checkv2`: the message as it came, and in the request's fields what is
/// known of the client and the envelope. HTTP/1.0, so that the answer comes in one piece.
final class Check {
  private static final int MOST_LINE = 4096;
  private static final int MOST_FIELDS = 100;
  private static final int MOST_OCTETS = 1024 * 1024;
  private static final Pattern STATUS = Pattern.compile("HTTP/\\d\\.\\d (\\d{3})\\b.*");
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length:\\s*(\\d{1,9})\\s*");

  private Check() {}

  static Opinion ask(Line line, Submitted message, String clientName) throws IOException {
    line.send(head(message, clientName)).send(message.content(), Line.Framing.NONE).flush();
    return Opinion.read(body(line));
  }

  private static String head(Submitted message, String clientName) {
    Mail mail = message.mail();
    Hello hello = mail.hello();
    StringBuilder head = new StringBuilder("POST /checkv2 HTTP/1.0\r\nHost: localhost\r\n");
    field(head, "Content-Length", String.valueOf(message.content().size()));
    field(head, "Queue-Id", message.id().toString());
    field(head, "IP", hello.connection().client().getAddress().getHostAddress());
    field(head, "Hostname", clientName);
    field(head, "Helo", hello.name());
    field(head, "From", mail.sender().toString());
    message.recipients().forEach(each -> field(head, "Rcpt", "<" + each + ">"));
    if (mail.isAuthenticated()) {
      field(head, "User", mail.account());
    }
    String tls = hello.connection().tls();
    if (!tls.isEmpty()) {
      int blank = tls.indexOf(' ');
      field(head, "TLS-Version", tls.substring(0, blank));
      field(head, "TLS-Cipher", tls.substring(blank + 1));
    }
    return head.append("\r\n").toString();
  }

  /// No client may add lines of its own to the request.
  private static void field(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value.replaceAll("\\p{Cntrl}", "?")).append("\r\n");
  }

  private static byte[] body(Line line) throws IOException {
    Matcher status = STATUS.matcher(line.receiveLine(MOST_LINE));
    if (!status.matches() || !status.group(1).equals("200")) {
      throw new IOException(
          "rspamd's answer " + (status.matches() ? "is " + status.group(1) : "is no HTTP"));
    }
    int length = -1;
    for (int fields = 0; fields < MOST_FIELDS; fields++) {
      String field = line.receiveLine(MOST_LINE);
      Matcher number = LENGTH.matcher(field);
      if (number.matches()) {
        length = Integer.parseInt(number.group(1));
      } else if (field.isEmpty() && length >= 0 && length <= MOST_OCTETS) {
        return line.receive(length);
      } else if (field.isEmpty()) {
        break;
      }
    }
    throw new IOException("rspamd's answer has no length, or is longer than 1 MiB");
  }
}
