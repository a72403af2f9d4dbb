// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.LocalPart;
import org.postrider.smtp.protocol.address.Mailbox;

/// All tables, and in what order an address is looked up in them: by itself, without its detail, by
/// the patterns of the file, and last as any address of its domain. Any thread.
///
/// @param file what the file says now
/// @param elsewhere where else one can ask, null for nowhere
/// @param separator before a detail, `""` for none
/// @param keepsDetail whether the addresses behind one get its detail
record Tables(
    Supplier<AliasFile> file, @Nullable Table elsewhere, String separator, boolean keepsDetail) {

  /// What there is about an address; null where it is no alias.
  @Nullable Found find(Mailbox mailbox) throws IOException, InterruptedException {
    AliasFile now = file.get();
    List<Table> all = Stream.of(now, elsewhere).filter(Objects::nonNull).toList();
    Mailbox whole = withoutDetail(mailbox);
    Found found = first(all, Scope.address(mailbox), mailbox);
    if (found == null && whole != null) {
      found = withDetail(first(all, Scope.address(whole), whole), mailbox, whole);
    }
    if (found == null) {
      found = AliasFile.first(now.wide(), mailbox);
    }
    if (found == null && whole != null) {
      found = withDetail(AliasFile.first(now.wide(), whole), mailbox, whole);
    }
    if (found == null) {
      found = first(all, "@" + mailbox.domain().key(), mailbox);
    }
    return found == null ? AliasFile.first(now.below(), mailbox) : found;
  }

  private static @Nullable Found first(List<Table> tables, String key, Mailbox from)
      throws IOException, InterruptedException {
    for (Table table : tables) {
      Found found = table.find(key, from);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// The mailbox that a subaddress belongs to; null where it is none. RFC 5233 §4
  private @Nullable Mailbox withoutDetail(Mailbox mailbox) {
    String local = mailbox.local().value();
    int at = separator.isEmpty() ? -1 : local.indexOf(separator);
    return at <= 0 ? null : new Mailbox(new LocalPart(local.substring(0, at)), mailbox.domain());
  }

  private @Nullable Found withDetail(@Nullable Found found, Mailbox mailbox, Mailbox whole) {
    if (found == null || !keepsDetail) {
      return found;
    }
    String detail = mailbox.local().value().substring(whole.local().value().length());
    return new Found(found.origin(), found.to().stream().flatMap(to -> with(detail, to)).toList());
  }

  private static Stream<Mailbox> with(String detail, Mailbox mailbox) {
    try {
      LocalPart local = new LocalPart(mailbox.local().value() + detail);
      return Stream.of(new Mailbox(local, mailbox.domain()));
    } catch (IllegalArgumentException _) {
      return Stream.of(mailbox); // too long with it, and mail matters more
    }
  }
}
