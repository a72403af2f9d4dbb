// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Recipient;
import org.postrider.smtp.protocol.address.Mailbox;

/// One filter's part in one client's session: what it was told, and what it still wants to hear. A
/// filter that was lost is met again, and told who the client is, when the next transaction begins.
/// For one thread at a time, but for [#close].
final class Filter implements AutoCloseable {
  private final Endpoint endpoint;
  private final Bounds bounds;
  private final Macros macros;
  private volatile @Nullable Conversation conversation;
  private boolean knowsSender;
  private boolean doneWithSession;
  private boolean doneWithMessage;
  private boolean discards;

  Filter(Endpoint endpoint, Bounds bounds, Macros macros) {
    this.endpoint = endpoint;
    this.bounds = bounds;
    this.macros = macros;
  }

  /// A client has connected, and is called `clientName`.
  Said connection(Connection asked, String clientName) throws IOException {
    return meet(asked, clientName, null);
  }

  private static Packet packet(Connection asked, String clientName) {
    char letter = Stage.CONNECT.letter();
    InetAddress address = asked.client().getAddress();
    byte[] name = Packet.of(letter, clientName).data();
    byte[] digits = Packet.of(letter, ClientNames.digits(address)).data();
    ByteBuffer data = ByteBuffer.allocate(name.length + 3 + digits.length);
    data.put(name).put((byte) (address.getAddress().length == 4 ? '4' : '6'));
    data.putShort((short) asked.client().getPort()).put(digits);
    return new Packet(letter, data.array());
  }

  /// Connects, and tells it what is known of the client.
  private Said meet(Connection client, String clientName, @Nullable Hello hello)
      throws IOException {
    close();
    Conversation begun = Conversation.begin(endpoint, bounds, macros);
    conversation = begun;
    Said said = begun.tell(Stage.CONNECT, packet(client, clientName));
    if (said == Said.Simple.GO_ON && hello != null) {
      said = begun.tell(Stage.HELO, packet(hello));
    }
    doneWithSession = said == Said.Simple.ENOUGH;
    return said;
  }

  private static Packet packet(Hello hello) {
    return Packet.of(Stage.HELO.letter(), hello.name());
  }

  Said hello(Hello asked) throws IOException {
    Conversation known = conversation;
    if (doneWithSession || known == null || !known.isOpen()) {
      return Said.Simple.GO_ON; // where it was lost it will hear this when it is met again
    }
    known.abort();
    Said said = known.tell(Stage.HELO, packet(asked));
    doneWithSession = said == Said.Simple.ENOUGH;
    return said;
  }

  Said mail(Mail asked, String clientName) throws IOException {
    knowsSender = false;
    doneWithMessage = false;
    discards = false;
    Conversation known = conversation;
    if (!doneWithSession && (known == null || !known.isOpen())) {
      Said said = meet(asked.hello().connection(), clientName, asked.hello());
      if (said instanceof Said.No) {
        return said;
      }
    }
    if (doneWithSession) {
      return Said.Simple.GO_ON;
    }
    knowsSender = true;
    Conversation open = open();
    open.abort();
    Mailbox sender = asked.sender().mailbox();
    String address = sender == null ? "" : sender.toString();
    return heard(open.tell(Stage.MAIL, packet(Stage.MAIL, address, asked.parameters())));
  }

  Said recipient(Recipient asked) throws IOException {
    if (isDone()) {
      return Said.Simple.GO_ON;
    }
    String address = asked.mailbox().toString();
    return heard(open().tell(Stage.RCPT, packet(Stage.RCPT, address, asked.parameters())));
  }

  private static Packet packet(Stage stage, String address, Map<String, String> parameters) {
    List<String> texts = new ArrayList<>();
    texts.add("<" + address + ">");
    new TreeMap<>(parameters)
        .forEach((keyword, value) -> texts.add(value.isEmpty() ? keyword : keyword + "=" + value));
    return Packet.of(stage.letter(), texts.toArray(String[]::new));
  }

  /// Notes what a filter that has heard enough wants to become of the message.
  private Said heard(Said said) {
    doneWithMessage = said == Said.Simple.ENOUGH || said == Said.Simple.DISCARD;
    discards = said == Said.Simple.DISCARD;
    return said;
  }

  /// To be filled with what it wants changed in a message; null where it is told of none.
  @Nullable Edits edits() throws IOException {
    return isDone() ? null : open().edits(bounds);
  }

  Said message(Draft draft, @Nullable Edits edits) throws IOException {
    if (edits == null) {
      return discards ? Said.Simple.DISCARD : Said.Simple.GO_ON;
    }
    Conversation open = open();
    knowsSender = false;
    return open.message(draft, edits);
  }

  private boolean isDone() {
    return doneWithSession || doneWithMessage;
  }

  /// It has failed, and the transaction goes on without it.
  void leaveOut() {
    doneWithMessage = true;
  }

  /// The conversation on a transaction; it has none where MAIL was not put to it.
  private Conversation open() throws IOException {
    Conversation known = conversation;
    if (known == null || !known.isOpen() || !knowsSender) {
      throw new IOException(this + " was lost in this transaction");
    }
    return known;
  }

  /// Says good-bye.
  void quit() throws IOException {
    Conversation known = conversation;
    if (known != null && known.isOpen()) {
      known.quit();
    }
  }

  @Override
  public String toString() {
    return "filter " + endpoint;
  }

  @Override
  public void close() {
    Conversation known = conversation;
    if (known != null) {
      known.close();
    }
  }
}
