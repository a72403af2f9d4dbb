// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.TagList;

/// A published policy. Immutable.
///
/// @param policy for the domain itself (`p=`)
/// @param ofSubdomains for those below it (`sp=`), null where it says the same
/// @param ofMissing for those below it that do not exist (`np=`), null where it does not say
/// @param isDkimStrict whether DKIM has to fit exactly (`adkim=s`)
/// @param isSpfStrict whether SPF has to fit exactly (`aspf=s`)
/// @param isTesting whether the policy is only tried (`t=y`)
/// @param suffix whether it is a public suffix
/// @param percent of how much mail the policy is wanted (`pct=`); RFC 9989 has it no more
/// @param aggregate where aggregate reports go (`rua=`)
/// @param failure where failure reports go (`ruf=`)
///
/// @rfc 9989
public record DmarcRecord(
    DmarcPolicy policy,
    @Nullable DmarcPolicy ofSubdomains,
    @Nullable DmarcPolicy ofMissing,
    boolean isDkimStrict,
    boolean isSpfStrict,
    boolean isTesting,
    Suffix suffix,
    int percent,
    List<String> aggregate,
    List<String> failure) {
  private static final int LONGEST = 8_192;
  private static final int MOST_ADDRESSES = 50;

  /// Whether names are registered below a domain (`psd=`).
  public enum Suffix {
    /// Yes: it is a public suffix.
    YES,
    /// No: it is an organization's.
    NO,
    /// It does not say.
    UNKNOWN
  }

  /// Copies the lists.
  public DmarcRecord {
    aggregate = List.copyOf(aggregate);
    failure = List.copyOf(failure);
  }

  /// Reads a record; null for what is none. One without a valid policy counts as `p=none` where it
  /// asks for reports, and else as none.
  public static @Nullable DmarcRecord parse(String text) {
    TagList tags = text.length() > LONGEST ? null : TagList.parse(text);
    if (tags == null || !tags.beginsWith("v") || !tags.value("v", "").equals("DMARC1")) {
      return null;
    }
    DmarcPolicy policy = DmarcPolicy.of(tags.value("p", ""));
    DmarcPolicy ofSubdomains = DmarcPolicy.of(tags.value("sp", ""));
    DmarcPolicy ofMissing = DmarcPolicy.of(tags.value("np", ""));
    boolean isValid =
        policy != null
            && tags.has("sp") == (ofSubdomains != null)
            && tags.has("np") == (ofMissing != null);
    List<String> aggregate = addresses(tags.value("rua", ""));
    if (!isValid && aggregate.isEmpty()) {
      return null;
    }
    return new DmarcRecord(
        isValid && policy != null ? policy : DmarcPolicy.NONE,
        isValid ? ofSubdomains : null,
        isValid ? ofMissing : null,
        tags.value("adkim", "").equalsIgnoreCase("s"),
        tags.value("aspf", "").equalsIgnoreCase("s"),
        tags.value("t", "").equalsIgnoreCase("y"),
        suffix(tags.value("psd", "")),
        percent(tags.value("pct", "")),
        aggregate,
        addresses(tags.value("ruf", "")));
  }

  private static Suffix suffix(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "y" -> Suffix.YES;
      case "n" -> Suffix.NO;
      default -> Suffix.UNKNOWN;
    };
  }

  private static int percent(String text) {
    boolean isNumber =
        !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Math.min(100, Integer.parseInt(text)) : 100;
  }

  /// The URIs of a list that could be some.
  private static List<String> addresses(String list) {
    List<String> addresses = new ArrayList<>();
    for (String each : list.split(",", MOST_ADDRESSES + 1)) {
      String address = each.strip();
      int colon = address.indexOf(':');
      if (colon > 0 && colon < address.length() - 1 && addresses.size() < MOST_ADDRESSES) {
        addresses.add(address);
      }
    }
    return addresses;
  }

  /// What is wanted of mail from a domain below this one.
  DmarcPolicy below(boolean isMissing) {
    DmarcPolicy usual = ofSubdomains == null ? policy : ofSubdomains;
    return isMissing && ofMissing != null ? ofMissing : usual;
  }
}
