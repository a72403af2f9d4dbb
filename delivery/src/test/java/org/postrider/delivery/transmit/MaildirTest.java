// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Part;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;

final class MaildirTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  @TempDir Path folder;

  private static Claimed claimed(String content, String recipient) {
    byte[] octets = content.getBytes(StandardCharsets.UTF_8);
    MessageId id = MessageId.of(NOW.toEpochMilli(), 1, 2);
    Mailbox to = Mailbox.parse(recipient);
    Entry entry =
        new Entry(
            id,
            0,
            to.domain().key(),
            List.of(Recipient.of(to)),
            Entry.State.QUEUED,
            NOW,
            0,
            "",
            false);
    Envelope envelope =
        new Envelope(
            id,
            NOW,
            new ReversePath(Mailbox.parse("a@from.example")),
            Body.SEVEN_BIT,
            false,
            MailParameters.NONE,
            "",
            "",
            new byte[0],
            octets.length);
    return new Claimed(entry, new Part("p", 1), envelope, Content.of(octets));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }

  private void deliver(String content, String recipient) throws IOException {
    Claimed claimed = claimed(content, recipient);
    new Maildir(folder, "us.example").deliver(claimed, Mailbox.parse(recipient));
  }

  @Test
  void deliversIntoNew() throws IOException {
    deliver("Subject: x\r\n\r\nhi\rho\r\n", "Bob@To.Example");
    assertThat(files()).hasSize(1);
    Path file = files().getFirst();
    assertThat(file.toString()).startsWith("to.example/bob/new/");
    assertThat(Files.readString(folder.resolve(file)))
        .isEqualTo(
            """
            Return-Path: <a@from.example>
            Delivered-To: Bob@To.Example
            Subject: x

            hi\rho
            """);
    assertThat(folder.resolve("to.example/bob/cur")).isDirectory();
    assertThat(folder.resolve("to.example/bob/tmp")).isEmptyDirectory();
  }

  @Test
  void aSecondTimeIsNoSecondCopy() throws IOException {
    deliver("x\r\n", "bob@to.example");
    deliver("x\r\n", "bob@to.example");
    assertThat(files()).hasSize(1);
  }

  @Test
  void hostileNamesStayBelowTheDirectory() throws IOException {
    String[] hostile = {
      "\"../../etc/passwd\"@to.example",
      "\"..\"@to.example",
      "\".\"@to.example",
      "\"a/b\"@to.example",
      "\"a\\\\b\"@to.example",
      "\"%2e%2e\"@to.example",
      "\" \"@to.example",
      "x@[192.0.2.1]",
      "\u00fc@to.example"
    };
    for (String each : hostile) {
      deliver("x\r\n", each);
    }
    assertThat(files()).hasSize(hostile.length);
    assertThat(files()).allMatch(file -> file.getNameCount() == 4);
    try (Stream<Path> above = Files.list(folder)) {
      assertThat(above.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("to.example", "%5B192.0.2.1%5D");
    }
  }

  @Test
  void differentNamesAreDifferentFiles() {
    String[] names = {"a/b", "a%2Fb", "a%2fb", ".a", "a", "%", "", "..", "\u00e4", "a.b", "a_b"};
    assertThat(Stream.of(names).map(Maildir::safe).distinct()).hasSameSizeAs(names);
  }
}
