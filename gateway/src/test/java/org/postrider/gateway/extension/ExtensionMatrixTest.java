// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.extension;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.plugins.api.Told;
import org.postrider.testkit.Golden;
import org.postrider.testkit.TestCertificate;

/// For each extension: what a client says, what a next hop gets that has it, and one that lacks it,
/// and what the author hears. The table that comes out is `extension/matrix.txt`.
class ExtensionMatrixTest {
  private static final List<String> ALL =
      List.of(
          "PIPELINING",
          "SIZE 1000000",
          "8BITMIME",
          "ENHANCEDSTATUSCODES",
          "SMTPUTF8",
          "DSN",
          "MT-PRIORITY",
          "DELIVERBY",
          "CHUNKING",
          "BINARYMIME",
          "STARTTLS",
          "REQUIRETLS");

  private static final String HEADER = "From: a@from.test|Message-ID: <1@from.test>|Date: now|";
  private static final String PLAIN = HEADER + "|Text.|";
  private static final String DOTS = HEADER + "|.one|..two|";
  private static final String EIGHT = HEADER + "|ä|";
  private static final Pattern FIELD =
      Pattern.compile(
          "(?m)^((?:Original-Envelope-Id|Deliver-By-Date|Future-Release-Request|Original-Recipient"
              + "|Final-Recipient|Action|Status|Diagnostic-Code): .*)$");

  @TempDir private static Path folder;
  private static TestCertificate certificate;

  /// What a client says, and what a hop says in place of an extension that it has otherwise; `""`
  /// for nothing.
  private record Row(
      String extension, String mail, List<String> recipients, String content, String verb) {
    Row(String extension, String mail, String recipient, String content) {
      this(extension, mail, List.of(recipient), content, "DATA");
    }

    Row byBdat() {
      return new Row(extension, mail, recipients, content, "BDAT");
    }

    byte[] octets() {
      return content.replace("|", "\r\n").replace("<00>", "\0").getBytes(StandardCharsets.UTF_8);
    }
  }

  private static List<Row> rows() {
    String to = "<b@to.test>";
    String refused = "<refused@to.test>";
    String asking = " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Bob+2B1@to.test";
    return List.of(
        new Row("PIPELINING", "", to, DOTS),
        new Row("SIZE 1000000", " SIZE=200", to, PLAIN),
        new Row("SIZE 100", "", to, PLAIN),
        new Row("8BITMIME", " BODY=8BITMIME", to, EIGHT),
        new Row("8BITMIME", " BODY=8BITMIME", to, PLAIN),
        new Row("ENHANCEDSTATUSCODES", "", refused, PLAIN),
        new Row("SMTPUTF8", " SMTPUTF8", "<bü@to.test>", PLAIN),
        new Row("SMTPUTF8", " SMTPUTF8", to, PLAIN),
        new Row("SMTPUTF8", " BODY=8BITMIME SMTPUTF8", to, "Subject: ä|" + PLAIN),
        new Row("DSN", " RET=HDRS ENVID=QQ+2B1", to + asking, PLAIN),
        new Row("DSN", " RET=HDRS ENVID=QQ+2B1", refused + asking, PLAIN),
        new Row("DSN", " RET=FULL", refused + " NOTIFY=NEVER", PLAIN),
        new Row("MT-PRIORITY", " MT-PRIORITY=3", to, PLAIN),
        new Row("FUTURERELEASE", " HOLDUNTIL=2026-11-27T11:00:00Z", refused, PLAIN),
        new Row("DELIVERBY", " BY=120;R", to, PLAIN),
        new Row("DELIVERBY", " BY=120;N", to, PLAIN),
        new Row("DELIVERBY", " BY=120;NT", to, PLAIN),
        new Row("CHUNKING", "", to, DOTS).byBdat(),
        new Row("BINARYMIME", " BODY=BINARYMIME", to, HEADER + "|<00>ä").byBdat(),
        new Row("AUTH PLAIN", " AUTH=ann@from.test", to, PLAIN),
        new Row("STARTTLS", "", to, PLAIN),
        new Row("REQUIRETLS", " REQUIRETLS RET=FULL", to, PLAIN),
        new Row("STARTTLS", " REQUIRETLS", to, PLAIN),
        new Row("LIMITS RCPTMAX=1", "", List.of(to, "<c@to.test>"), PLAIN, "DATA"));
  }

  @BeforeAll
  static void certify() throws Exception {
    certificate = TestCertificate.make(folder, "us.test");
    certificate.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
  }

  @Test
  void whatComesOut() throws Exception {
    StringBuilder table = new StringBuilder();
    for (Row row : rows()) {
      table.append("== ").append(row.extension).append("\n");
      table.append("   client: MAIL FROM:<a@from.test>").append(row.mail).append('\n');
      for (String each : row.recipients) {
        table.append("           RCPT TO:").append(each).append('\n');
      }
      table.append("           ").append(row.verb).append(' ').append(row.content).append('\n');
      String name = row.extension.split(" ")[0];
      List<String> lacking = new ArrayList<>(ALL);
      lacking.removeIf(each -> each.split(" ")[0].equals(name));
      List<String> having = new ArrayList<>(lacking);
      having.add(row.extension);
      table.append(outcome("has it", row, having)).append(outcome("lacks it", row, lacking));
      table.append('\n');
    }
    Golden.check("extension/matrix.txt", table.toString());
  }

  private static String outcome(String which, Row row, List<String> extensions) throws Exception {
    StringBuilder lines = new StringBuilder("   a hop that " + which + ":\n");
    try (NextHop hop = NextHop.open(certificate.server(), extensions);
        WholeWay way =
            WholeWay.open(certificate, folder, hop.port(), row.extension.startsWith("AUTH"))) {
      List<String> commands = new ArrayList<>(List.of("MAIL FROM:<a@from.test>" + row.mail));
      row.recipients.forEach(each -> commands.add("RCPT TO:" + each));
      commands.add(row.verb);
      way.send(commands, row.octets());
      List<Told.Attempted> outcomes = way.outcomes(row.recipients.size());
      for (String each : hop.record()) {
        lines.append("     ").append(each.replaceAll(" SIZE=[0-9]+", " SIZE=n")).append('\n');
      }
      for (Told.Attempted each : outcomes) {
        lines.append("     => ").append(each.ending()).append(", ");
        lines.append(each.security().isEmpty() ? "" : "TLS " + each.security() + ", ");
        lines.append(each.reason().replaceAll("has [0-9]+ octets", "has n octets")).append('\n');
      }
      for (String notice : way.notices()) {
        lines.append(fields(notice));
      }
    }
    return lines.toString();
  }

  private static String fields(String notice) {
    StringBuilder lines = new StringBuilder("     author hears:\n");
    Matcher field = FIELD.matcher(notice.replaceAll("\r\n[ \t]+", " ").replace("\r\n", "\n"));
    while (field.find()) {
      String line = field.group(1).replaceAll("has [0-9]+ octets", "has n octets");
      lines.append("       ").append(line).append('\n');
    }
    lines.append(notice.contains("\r\nText.") ? "       and gets the whole\n" : "");
    return lines.toString();
  }
}
