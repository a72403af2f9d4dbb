// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.mail.auth;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postrider.mail.auth.AuthenticationResults;
import org.postrider.mail.auth.DnsLookup;
import org.postrider.mail.auth.MethodResult;
import org.postrider.mail.auth.arc.ArcOutcome;
import org.postrider.mail.auth.arc.ArcResult;
import org.postrider.mail.auth.arc.ArcVerifier;
import org.postrider.mail.auth.dkim.BodyHashes;
import org.postrider.mail.auth.dkim.DkimSettings;
import org.postrider.mail.auth.dkim.DkimVerdict;
import org.postrider.mail.auth.dkim.DkimVerifier;
import org.postrider.mail.auth.dkim.SignedFields;
import org.postrider.mail.auth.dmarc.AuthorDomain;
import org.postrider.mail.auth.dmarc.Dmarc;
import org.postrider.mail.auth.dmarc.DmarcOutcome;
import org.postrider.mail.auth.dmarc.DmarcPolicy;
import org.postrider.mail.auth.dmarc.DmarcRequest;
import org.postrider.mail.auth.dmarc.DmarcResult;
import org.postrider.mail.auth.dmarc.DmarcSettings;
import org.postrider.mail.auth.spf.Spf;
import org.postrider.mail.auth.spf.SpfOutcome;
import org.postrider.mail.auth.spf.SpfRequest;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderSection;

/// One message, asked about from end to end; its body is read once. For one thread.
record Inspection(Submitted message, AuthPolicy policy, Host host) {
  private static final int LONGEST_HEADER = 1 << 20;
  private static final Refusal DMARC = // RFC 7372 §3.3
      Refusal.of(550, "5.7.26", "The author's domain wants mail refused that is not its own");

  ContentVerdict verdict() throws IOException {
    DnsLookup lookup = new Dns(host.lookup());
    Instant now = host.clock().instant();
    HeaderSection header = HeaderSection.of(message.content(), LONGEST_HEADER);
    SignedFields fields = new SignedFields(header.fields().all());
    BodyHashes body = new BodyHashes();
    DkimVerifier dkim = new DkimVerifier(fields, body, DkimSettings.defaults(), now);
    ArcVerifier arc = new ArcVerifier(fields, body, now);
    body.read(message.content(), header.size());
    SpfRequest request = MailAuth.request(message.mail(), policy, host);
    SpfOutcome spf = Spf.check(request, lookup);
    List<DkimVerdict> signatures = dkim.verdicts(lookup);
    ArcOutcome chain = arc.outcome(lookup);
    List<MethodResult> results = new ArrayList<>();
    results.add(spf.told(request));
    signatures.forEach(signature -> results.add(signature.told()));
    if (signatures.isEmpty()) {
      results.add(MethodResult.of("dkim", "none", ""));
    }
    if (chain.result() != ArcResult.NONE) {
      results.add(chain.told());
    }
    return switch (AuthorDomain.of(fields.named("From"))) {
      case AuthorDomain.One(String author) -> {
        DmarcRequest asked = new DmarcRequest(author, spf, signatures);
        DmarcOutcome outcome = Dmarc.check(asked, DmarcSettings.defaults(), lookup);
        results.add(outcome.told());
        yield verdict(outcome, chain, told(results, header));
      }
      case AuthorDomain.Unclear(_, String reason) -> {
        results.add(MethodResult.of("dmarc", "none", reason));
        yield told(results, header);
      }
    };
  }

  private ContentVerdict verdict(DmarcOutcome outcome, ArcOutcome chain, ContentVerdict told) {
    if (outcome.result() != DmarcResult.FAIL) {
      return told;
    }
    host.meter().count("dmarc");
    if (!policy.enforces() || isVouchedFor(chain)) {
      return told;
    }
    String detail = "DMARC of " + outcome.policyDomain() + " for " + outcome.author();
    if (outcome.wanted() == DmarcPolicy.REJECT) {
      return Verdict.refuse(DMARC.because(detail));
    }
    boolean isHeld = outcome.wanted() == DmarcPolicy.QUARANTINE && policy.holds();
    return isHeld ? new ContentVerdict.Hold(detail) : told;
  }

  /// Whether the last host of a whole chain is trusted and has found the message to be the
  /// author's.
  ///
  /// @rfc 8617 §7.2
  private boolean isVouchedFor(ArcOutcome chain) {
    if (chain.result() != ArcResult.PASS
        || !policy.trustedSealers().contains(chain.sets().getLast().seal().domain())) {
      return false;
    }
    AuthenticationResults found = chain.sets().getLast().found();
    return found != null
        && found.results().stream()
            .anyMatch(each -> each.method().equals("dmarc") && each.result().equals("pass"));
  }

  /// What was found, above the message, and nothing that is forged in it.
  private ContentVerdict told(List<MethodResult> results, HeaderSection header) {
    String name = AuthenticationResults.FIELD;
    List<Change> changes = new ArrayList<>();
    int occurrence = 0;
    for (HeaderField field : header.fields().all()) {
      occurrence += field.name().equalsIgnoreCase(name) ? 1 : 0;
      if (AuthenticationResults.claims(field, policy.server())) {
        changes.addFirst(new Change.DeleteField(name, occurrence)); // the lowest first
      }
    }
    String value = new AuthenticationResults(policy.server(), results).value();
    changes.add(new Change.AddField(name, value));
    return new ContentVerdict.Amend(changes);
  }
}
