// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dkim.sign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.dkim.DkimSigner;
import org.postrider.mail.auth.dkim.SigningKey;
import org.postrider.mail.auth.dkim.SigningPolicy;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.patterns.MailboxPattern;

/// A line of the settings: who signs, from when on, and for whom. Immutable.
///
/// @param from in the place of those of the same kind and for the same who began before
/// @param account for mail of this account, whoever its author is; `""` for no matter
/// @param sender for mail from these, whoever its author is; null for no matter
record Key(DkimSigner signer, Instant from, String account, @Nullable MailboxPattern sender) {
  private static final Pattern LINE =
      Pattern.compile(
          "(\\S+)\\s+(\\S+)\\s+(-----BEGIN .*-----END [A-Z ]+-----|\\S+)(.*)", Pattern.DOTALL);
  private static final Pattern MORE =
      Pattern.compile("\\s+(from|account|sender)\\s+(\\S+)", Pattern.DOTALL);
  private static final String FORM =
      "is not a domain, a selector and a file, and perhaps from YYYY-MM-DD, account NAME, sender"
          + " ADDRESS";

  /// Longer words may be keys that went astray, and are not shown.
  private static final int LONGEST_SHOWN = 60;

  /// Reads `domain selector file` or `domain selector PEM`, and what may follow. Throws
  /// `IllegalArgumentException` with a sentence that says nothing of a key.
  static Key parse(String line, Path directory, SigningPolicy policy) {
    try {
      return read(line, directory, policy);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"" + shown(line) + "\": " + e.getMessage(), e);
    }
  }

  private static Key read(String line, Path directory, SigningPolicy policy) {
    Matcher parts = LINE.matcher(line.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException(FORM);
    }
    Instant from = Instant.MIN;
    String account = "";
    MailboxPattern sender = null;
    Matcher more = MORE.matcher(parts.group(4));
    while (more.lookingAt()) {
      String word = more.group(2);
      switch (more.group(1)) {
        case "from" -> from = day(word);
        case "account" -> account = word;
        default -> sender = MailboxPattern.parse(word);
      }
      more.region(more.end(), parts.group(4).length());
    }
    if (more.regionStart() != parts.group(4).length()) {
      throw new IllegalArgumentException(FORM);
    }
    SigningKey key = SigningKey.parse(text(parts.group(3), directory));
    return new Key(
        new DkimSigner(parts.group(1), parts.group(2), key, policy), from, account, sender);
  }

  /// A key that stands in the settings may have lost its line ends on its way there.
  private static String text(String word, Path directory) {
    if (word.startsWith("-----")) {
      return word.replace("\\n", "\n");
    }
    try {
      return Files.readString(directory.resolve(word));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("can't read the file: there is none", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("can't read the file: " + e.getClass().getSimpleName(), e);
    }
  }

  private static String shown(String line) {
    return line.replaceAll("(?s)-----BEGIN .*", "…").replaceAll("\\S{" + LONGEST_SHOWN + ",}", "…");
  }

  /// When a day begins in UTC.
  private static Instant day(String word) {
    try {
      return LocalDate.parse(word).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(word + " is no day such as 2027-01-31", e);
    }
  }

  /// Whether it is chosen by account or sender, and not by the author's domain.
  boolean isSpecial() {
    return !account.isEmpty() || sender != null;
  }

  /// Whether its account and sender are those of a message.
  boolean fits(Mail mail) {
    return (account.isEmpty() || account.equals(mail.account()))
        && (sender == null || sender.fits(mail.sender()));
  }

  /// Whether this signs for the same domain in the same way as another.
  boolean isLike(Key other) {
    return signer.domain().equals(other.signer.domain())
        && signer.key().algorithm() == other.signer.key().algorithm();
  }

  /// Whether another takes its place at a moment.
  boolean isReplacedBy(Key other, Instant moment) {
    return isLike(other)
        && account.equals(other.account)
        && Objects.equals(sender, other.sender)
        && other.from.isAfter(from)
        && !other.from.isAfter(moment);
  }

  /// For whom it signs, for the operator; `""` for the authors of its domain.
  String whose() {
    return (account.isEmpty() ? "" : " for account " + account)
        + (sender == null ? "" : " for sender " + sender);
  }
}
