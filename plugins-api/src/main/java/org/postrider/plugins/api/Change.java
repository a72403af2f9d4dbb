// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.util.List;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderFields;

/// One change to a message that is being taken. Changes are made in the order in which they were
/// answered, each to what those before it have left.
public sealed interface Change {

  /// A change to the header section. Fields are named without regard to case; names and values are
  /// what [HeaderField#of] takes, and the constructors throw what it throws.
  ///
  /// Our own trace field is the first of the section. It counts as a place, and not as an
  /// occurrence of its name: it can be neither replaced nor deleted.
  ///
  /// @rfc 5322 §2.2
  sealed interface OfHeader extends Change {
    /// Makes it.
    void applyTo(HeaderFields fields);
  }

  /// A header field put above all others.
  record AddField(String name, String value) implements OfHeader {
    /// Throws `IllegalArgumentException` for what would not be one field.
    public AddField {
      HeaderField.of(name, value);
    }

    @Override
    public void applyTo(HeaderFields fields) {
      fields.insert(0, HeaderField.of(name, value));
    }
  }

  /// A header field put before the one at `position`: 0 is above all others, 1 is right below our
  /// trace field where nothing was put above it, and what is past the last is the end of the header
  /// section.
  record InsertField(int position, String name, String value) implements OfHeader {
    /// Throws `IllegalArgumentException` for what would not be one field, or a position below 0.
    public InsertField {
      HeaderField.of(name, value);
      if (position < 0) {
        throw new IllegalArgumentException("no position: " + position);
      }
    }

    @Override
    public void applyTo(HeaderFields fields) {
      fields.insert(position, HeaderField.of(name, value));
    }
  }

  /// Another value for the `occurrence`th field of this name, counted from 1 at the top; where
  /// there are not so many, a field at the end of the header section.
  record ReplaceField(String name, int occurrence, String value) implements OfHeader {
    /// Throws `IllegalArgumentException` for what would not be one field, or an occurrence below 1.
    public ReplaceField {
      HeaderField.of(name, value);
      checkOccurrence(occurrence);
    }

    @Override
    public void applyTo(HeaderFields fields) {
      fields.replace(occurrence, HeaderField.of(name, value));
    }
  }

  /// The `occurrence`th field of this name, counted from 1 at the top, taken out; nothing where
  /// there are not so many.
  record DeleteField(String name, int occurrence) implements OfHeader {
    /// Throws `IllegalArgumentException` for an occurrence below 1.
    public DeleteField {
      checkOccurrence(occurrence);
    }

    @Override
    public void applyTo(HeaderFields fields) {
      fields.delete(name, occurrence);
    }
  }

  /// Another body; the last one said holds. `body` has everything below the empty line. It is
  /// opened once, after the last answer and on a thread that may block, so it need not stand in
  /// memory; it has to be there until the same client's next question or its end. A CR or LF alone
  /// becomes a line end, CR LF.
  record ReplaceBody(Content body) implements Change {}

  /// One more recipient; not asked about again.
  record AddRecipient(Mailbox recipient) implements Change {}

  /// One recipient less; nothing where it is not among them.
  record RemoveRecipient(Mailbox recipient) implements Change {}

  /// Other recipients in the place of one, not asked about again; nothing where it is not among
  /// them. What the sender has asked for that recipient (when to hear of it, and under which name)
  /// goes with the first of them alone.
  ///
  /// @rfc 3461 §5.2.7
  record Redirect(Mailbox recipient, List<Mailbox> to) implements Change {
    /// Copies the list; throws `IllegalArgumentException` where it is empty.
    public Redirect {
      to = List.copyOf(to);
      if (to.isEmpty()) {
        throw new IllegalArgumentException("nobody in the place of " + recipient);
      }
    }
  }

  /// Another reverse-path.
  record ReplaceSender(ReversePath sender) implements Change {}

  private static void checkOccurrence(int occurrence) {
    if (occurrence < 1) {
      throw new IllegalArgumentException("no occurrence: " + occurrence);
    }
  }
}
