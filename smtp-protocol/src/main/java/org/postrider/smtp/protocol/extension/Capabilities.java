// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.extension;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.reply.Reply;

/// The extensions that one server offers in one session: [#of] what is offered, or [#read] from a
/// reply. Immutable.
///
/// @rfc 5321 §4.1.1.1
public final class Capabilities {
  /// What a server offers that was greeted with HELO.
  public static final Capabilities NONE = of(Set.of(), 0, Set.of(), Limits.NONE);

  private final Set<Keyword> keywords;
  private final long size;
  private final Set<String> mechanisms;
  private final Limits limits;
  private final long leastBy;

  private Capabilities(
      Set<Keyword> keywords, long size, Set<String> mechanisms, Limits limits, long leastBy) {
    this.keywords = keywords;
    this.size = size;
    this.mechanisms = mechanisms;
    this.limits = limits;
    this.leastBy = leastBy;
  }

  /// What is offered: `size` goes with SIZE, `limits` with LIMITS, and `mechanisms`, in order, with
  /// AUTH, which is left out where there is none.
  public static Capabilities of(
      Collection<Keyword> keywords, long size, Collection<String> mechanisms, Limits limits) {
    return of(keywords, size, mechanisms, limits, 0);
  }

  private static Capabilities of(
      Collection<Keyword> keywords,
      long size,
      Collection<String> mechanisms,
      Limits limits,
      long leastBy) {
    EnumSet<Keyword> offered = EnumSet.noneOf(Keyword.class);
    offered.addAll(keywords);
    if (mechanisms.isEmpty()) {
      offered.remove(Keyword.AUTH); // RFC 4954 §3: AUTH lists what can be used
    }
    boolean auth = offered.contains(Keyword.AUTH);
    return new Capabilities(
        Collections.unmodifiableSet(offered),
        offered.contains(Keyword.SIZE) ? size : 0,
        Collections.unmodifiableSet(auth ? new LinkedHashSet<>(mechanisms) : Set.of()),
        offered.contains(Keyword.LIMITS) ? limits : Limits.NONE,
        leastBy);
  }

  /// Reads a positive reply to EHLO. Lines that say nothing to us are passed over, and so is a size
  /// that is no number.
  public static Capabilities read(Reply ehlo) {
    EnumSet<Keyword> keywords = EnumSet.noneOf(Keyword.class);
    Set<String> mechanisms = new LinkedHashSet<>();
    long size = 0;
    long leastBy = 0;
    Limits limits = Limits.NONE;
    for (String line : ehlo.lines().subList(1, ehlo.lines().size())) {
      // "AUTH=LOGIN" is what servers said before there was a standard, and some still do
      StringTokenizer words = new StringTokenizer(line.toUpperCase(Locale.ROOT), " =\t");
      Keyword keyword = words.hasMoreTokens() ? keyword(words.nextToken()) : null;
      if (keyword == null) {
        continue;
      }
      keywords.add(keyword);
      if (keyword == Keyword.LIMITS) {
        limits = Limits.parse(line.substring(keyword.text().length()));
        continue;
      }
      while (words.hasMoreTokens()) {
        String word = words.nextToken();
        switch (keyword) {
          case SIZE -> size = number(word);
          case AUTH -> mechanisms.add(word);
          case DELIVER_BY -> leastBy = number(word.split(",", 2)[0]); // RFC 2852 §2
          default -> {} // no parameters that we know
        }
      }
    }
    return of(keywords, size, mechanisms, limits, leastBy);
  }

  private static @Nullable Keyword keyword(String word) {
    for (Keyword keyword : Keyword.values()) {
      if (keyword.text().equals(word)) {
        return keyword;
      }
    }
    return null;
  }

  /// At most 20 digits (RFC 1870 §4); what is past a long is no limit.
  private static long number(String digits) {
    try {
      return Math.max(0, Long.parseLong(digits));
    } catch (NumberFormatException none) {
      return 0;
    }
  }

  /// Whether the extension is offered.
  public boolean has(Keyword keyword) {
    return keywords.contains(keyword);
  }

  /// The octets a message may have; 0 where nothing is said.
  ///
  /// @rfc 1870 §4
  public long size() {
    return size;
  }

  /// The mechanisms of AUTH, upper case, in the server's order.
  public Set<String> mechanisms() {
    return mechanisms;
  }

  /// How much of what the server takes.
  public Limits limits() {
    return limits;
  }

  /// Seconds that have to be left until a message is to be delivered or else returned; 0 where
  /// nothing is said.
  ///
  /// @rfc 2852 §3
  public long leastBy() {
    return leastBy;
  }

  /// What stands on the lines of the EHLO reply, behind the first.
  public List<String> lines() {
    List<String> lines = new ArrayList<>(keywords.size());
    for (Keyword keyword : keywords) {
      lines.add(
          switch (keyword) {
            case SIZE -> size == 0 ? keyword.text() : keyword.text() + " " + size;
            case AUTH -> keyword.text() + " " + String.join(" ", mechanisms);
            case LIMITS -> (keyword.text() + " " + limits).strip();
            case XCLIENT -> keyword.text() + " NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT";
            case XFORWARD -> keyword.text() + " NAME ADDR PORT PROTO HELO IDENT SOURCE";
            default -> keyword.text();
          });
    }
    return lines;
  }

  @Override
  public String toString() {
    return String.join(", ", lines());
  }
}
