// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import org.postrider.mail.auth.DnsAnswer;
import org.postrider.mail.auth.DnsLookup;
import org.postrider.mail.auth.DnsName;
import org.postrider.mail.auth.dkim.DkimResult;
import org.postrider.mail.auth.dkim.DkimVerdict;
import org.postrider.mail.auth.spf.SpfResult;

/// Asks the author's domain what it wants of a message, and whether what is known of the message
/// fits the author. Blocks as long as the look-up does. Whatever is published gives a result, and
/// nothing is thrown.
///
/// The walk up the tree is that of RFC 9989, as far as its last drafts tell: eight questions at
/// most for the author and for each domain that may be of the same organization.
public final class Dmarc {
  private Dmarc() {}

  /// Checks it.
  public static DmarcOutcome check(DmarcRequest request, DmarcSettings settings, DnsLookup lookup) {
    String author = DnsName.of(request.author());
    if (author == null) {
      return DmarcOutcome.without(DmarcResult.NONE, "", "there is no author's domain");
    }
    PublicSuffixes suffixes = settings.suffixes();
    Discovery discovery =
        suffixes == null ? new Discovery.Walking(lookup) : new Discovery.Listed(lookup, suffixes);
    return switch (discovery.policy(author)) {
      case Discovery.Policy.Unsure(String reason) ->
          DmarcOutcome.without(DmarcResult.TEMPERROR, author, reason);
      case Discovery.Policy.Nothing _ ->
          DmarcOutcome.without(DmarcResult.NONE, author, "no policy");
      case Discovery.Policy.Known(TreeWalk.Found found) ->
          new Assessment(request, author, found, discovery).outcome(settings, lookup);
    };
  }

  /// One author and its policy, beside what is known of the message.
  private record Assessment(
      DmarcRequest request, String author, TreeWalk.Found found, Discovery discovery) {

    /// Whether a domain is the author's, or of the same organization.
    private enum Fit {
      YES,
      NO,
      /// Nobody can say which organization one of them is of.
      UNSURE
    }

    DmarcOutcome outcome(DmarcSettings settings, DnsLookup lookup) {
      Fit spf = request.spf().result() == SpfResult.PASS ? fitOfSpf() : Fit.NO;
      boolean isSpf = spf == Fit.YES;
      boolean isUnsure =
          spf == Fit.UNSURE
              || (request.spf().result() == SpfResult.TEMPERROR && fitOfSpf() != Fit.NO);
      boolean isDkim = false;
      for (DkimVerdict each : request.dkim()) {
        if (each.result() == DkimResult.PASS) {
          Fit fit = fit(each);
          isDkim |= fit == Fit.YES;
          isUnsure |= fit == Fit.UNSURE;
        } else if (each.result() == DkimResult.TEMPERROR) {
          isUnsure |= fit(each) != Fit.NO;
        }
      }
      boolean passes = isSpf || isDkim;
      DmarcResult result =
          passes ? DmarcResult.PASS : isUnsure ? DmarcResult.TEMPERROR : DmarcResult.FAIL;
      DmarcPolicy wanted = result == DmarcResult.FAIL ? wanted(settings, lookup) : DmarcPolicy.NONE;
      String problem = passes ? "" : "neither SPF nor DKIM fits the author";
      return new DmarcOutcome(
          result, author, wanted, found.domain(), found.record(), isSpf, isDkim, problem);
    }

    private Fit fitOfSpf() {
      return fit(request.spf().domain(), found.record().isSpfStrict());
    }

    private Fit fit(DkimVerdict verdict) {
      return fit(verdict.signature().domain(), found.record().isDkimStrict());
    }

    private Fit fit(String text, boolean isStrict) {
      String domain = DnsName.of(text);
      if (domain == null || domain.equals(author) || isStrict) {
        return author.equals(domain) ? Fit.YES : Fit.NO;
      }
      if (!isNear(domain)) {
        return Fit.NO;
      }
      String organization = discovery.organization(author);
      if (organization == null) {
        return Fit.UNSURE;
      }
      if (!DnsName.isWithin(domain, organization)) {
        return Fit.NO;
      }
      String other = discovery.organization(domain);
      return other == null ? Fit.UNSURE : other.equals(organization) ? Fit.YES : Fit.NO;
    }

    /// Whether they have their last label in common: nobody is asked about a domain that can't be
    /// of the author's organization.
    private boolean isNear(String domain) {
      return DnsName.isWithin(domain, author.substring(author.lastIndexOf('.') + 1));
    }

    private DmarcPolicy wanted(DmarcSettings settings, DnsLookup lookup) {
      DmarcRecord record = found.record();
      boolean isOwn = found.domain().equals(author);
      DmarcPolicy published = isOwn ? record.policy() : record.below(isMissing(lookup));
      boolean isOlder = settings.suffixes() != null;
      boolean isTried = isOlder ? settings.sample() >= record.percent() : record.isTesting();
      return isTried ? published.lower() : published;
    }

    /// Whether the author's domain does not exist.
    private boolean isMissing(DnsLookup lookup) {
      return found.record().ofMissing() != null
          && lookup.addresses4(author) instanceof DnsAnswer.NoName;
    }
  }
}
