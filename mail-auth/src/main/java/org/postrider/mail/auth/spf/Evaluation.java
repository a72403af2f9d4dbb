// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.DnsAnswer;
import org.postrider.mail.auth.DnsLookup;
import org.postrider.mail.auth.DnsName;
import org.postrider.mail.auth.spf.Mechanism.Prefixes;
import org.postrider.mail.auth.spf.SpfRecord.Directive;

/// One check, with what it has asked so far. For one thread.
///
/// @rfc 7208 §4
final class Evaluation {
  private static final int MOST_TERMS = 10; // RFC 7208 §4.6.4
  private static final int MOST_VOIDS = 2;
  private static final int MOST_EXCHANGERS = 10;
  private static final int LONGEST_EXPLANATION = 1_000;
  private static final Fit NO = new Fit.No();
  private static final Fit YES = new Fit.Yes();

  private final SpfRequest request;
  private final DnsLookup lookup;
  private final byte[] client;
  private final ClientNames names;
  private final Expansion expansion;
  private int terms;
  private int voids;

  Evaluation(SpfRequest request, DnsLookup lookup) {
    this.request = request;
    this.lookup = lookup;
    client = request.client().getAddress();
    names = new ClientNames(request.client(), lookup);
    expansion = new Expansion(request, names);
  }

  /// Whether a mechanism fits.
  private sealed interface Fit {
    record Yes() implements Fit {}

    record No() implements Fit {}

    /// Nobody can say: this ends the check.
    record Trouble(SpfResult result, String problem) implements Fit {}

    static Fit of(boolean fits) {
      return fits ? YES : NO;
    }

    static Fit wrong(String problem) {
      return new Trouble(SpfResult.PERMERROR, problem);
    }

    static Fit unsure(String problem) {
      return new Trouble(SpfResult.TEMPERROR, problem);
    }
  }

  /// What a domain's record says, and the record, which has the explanation.
  private record Said(SpfOutcome outcome, String domain, @Nullable SpfRecord record) {
    SpfResult result() {
      return outcome.result();
    }
  }

  SpfOutcome check(String domain) {
    Said said = ask(domain);
    SpfOutcome outcome = said.outcome;
    SpfRecord record = said.record;
    SpfOutcome ours =
        new SpfOutcome(
            outcome.result(),
            domain,
            outcome.mechanism(),
            outcome.explanation(),
            outcome.problem());
    return said.result() == SpfResult.FAIL && record != null && record.explanation() != null
        ? ours.explained(explanation(record.explanation(), said.domain))
        : ours;
  }

  private Said ask(String domain) {
    DnsAnswer<String> texts = lookup.texts(domain);
    if (texts instanceof DnsAnswer.Failed(String reason)) {
      return trouble(SpfResult.TEMPERROR, domain, reason);
    }
    List<String> meant = texts.records().stream().filter(SpfRecord::isMeant).toList();
    if (meant.isEmpty()) {
      return trouble(SpfResult.NONE, domain, "no record at " + domain);
    }
    if (meant.size() > 1) { // RFC 7208 §4.5
      return trouble(SpfResult.PERMERROR, domain, "several records at " + domain);
    }
    SpfParser parser = new SpfParser(meant.getFirst());
    SpfRecord record = parser.parse();
    return record == null
        ? trouble(SpfResult.PERMERROR, domain, parser.fault())
        : evaluate(record, domain);
  }

  private static Said trouble(SpfResult result, String domain, String problem) {
    return new Said(SpfOutcome.trouble(result, domain, problem), domain, null);
  }

  private Said evaluate(SpfRecord record, String domain) {
    for (Directive directive : record.directives()) {
      switch (fit(directive.mechanism(), domain)) {
        case Fit.Yes _ -> {
          SpfOutcome outcome = SpfOutcome.of(directive.result(), domain, directive.text());
          return new Said(outcome, domain, record);
        }
        case Fit.Trouble(SpfResult result, String problem) -> {
          return trouble(result, domain, problem);
        }
        case Fit.No _ -> {}
      }
    }
    MacroString redirect = record.redirect();
    if (redirect == null) {
      SpfOutcome outcome = SpfOutcome.of(SpfResult.NEUTRAL, domain, SpfOutcome.DEFAULT);
      return new Said(outcome, domain, record); // RFC 7208 §4.7
    }
    return redirected(redirect, domain);
  }

  private Said redirected(MacroString redirect, String domain) {
    if (++terms > MOST_TERMS) {
      return trouble(SpfResult.PERMERROR, domain, tooManyTerms());
    }
    String target = target(redirect, domain);
    Said said = target == null ? null : ask(target);
    return said == null || said.result() == SpfResult.NONE // RFC 7208 §6.1
        ? trouble(SpfResult.PERMERROR, domain, "redirect= leads to no record")
        : said;
  }

  private static String tooManyTerms() {
    return "more than " + MOST_TERMS + " terms that ask DNS";
  }

  /// The name a term asks for; null where it is none, or holds what no name can: more than ASCII
  /// comes from a local part, which no name is made of (RFC 8616 §4).
  private @Nullable String target(@Nullable MacroString spec, String domain) {
    return spec == null ? domain : DnsName.ofAscii(expansion.name(spec, domain));
  }

  private Fit fit(Mechanism mechanism, String domain) {
    boolean asks = !(mechanism instanceof Mechanism.All || mechanism instanceof Mechanism.Network);
    if (asks && ++terms > MOST_TERMS) {
      return Fit.wrong(tooManyTerms());
    }
    Fit fit =
        switch (mechanism) {
          case Mechanism.All _ -> YES;
          case Mechanism.Network network -> Fit.of(network.holds(client));
          case Mechanism.Include(MacroString spec) -> include(target(spec, domain));
          case Mechanism.Address(MacroString spec, Prefixes prefixes) ->
              address(target(spec, domain), prefixes);
          case Mechanism.Exchangers(MacroString spec, Prefixes prefixes) ->
              exchangers(target(spec, domain), prefixes);
          case Mechanism.Pointer(MacroString spec) -> pointer(target(spec, domain));
          case Mechanism.Exists(MacroString spec) -> exists(target(spec, domain));
        };
    return voids > MOST_VOIDS
        ? Fit.wrong("more than " + MOST_VOIDS + " names that are asked for are not there")
        : fit;
  }

  /// @rfc 7208 §5.2
  private Fit include(@Nullable String target) {
    if (target == null) {
      return Fit.wrong("include: leads to no name");
    }
    Said said = ask(target);
    return switch (said.result()) {
      case PASS -> YES;
      case FAIL, SOFTFAIL, NEUTRAL -> NO;
      case TEMPERROR -> Fit.unsure(said.outcome.problem());
      case PERMERROR, NONE -> Fit.wrong("include:" + target + ": " + said.outcome.problem());
    };
  }

  private <T> DnsAnswer<T> counted(DnsAnswer<T> answer) {
    if (answer instanceof DnsAnswer.NoData || answer instanceof DnsAnswer.NoName) {
      voids++;
    }
    return answer;
  }

  /// @rfc 7208 §5.3
  private Fit address(@Nullable String target, Prefixes prefixes) {
    if (target == null) {
      return NO;
    }
    DnsAnswer<InetAddress> answer =
        counted(ClientNames.addresses(request.client(), target, lookup));
    if (answer instanceof DnsAnswer.Failed(String reason)) {
      return Fit.unsure(reason);
    }
    for (InetAddress address : answer.records()) {
      if (prefixes.holds(address.getAddress(), client)) {
        return YES;
      }
    }
    return NO;
  }

  /// @rfc 7208 §5.4
  private Fit exchangers(@Nullable String target, Prefixes prefixes) {
    if (target == null) {
      return NO;
    }
    DnsAnswer<String> answer = counted(lookup.exchangers(target));
    if (answer instanceof DnsAnswer.Failed(String reason)) {
      return Fit.unsure(reason);
    }
    if (answer.records().size() > MOST_EXCHANGERS) { // RFC 7208 §4.6.4
      return Fit.wrong("more than " + MOST_EXCHANGERS + " mail exchangers of " + target);
    }
    for (String exchanger : answer.records()) {
      Fit fit = address(DnsName.of(exchanger), prefixes);
      if (!(fit instanceof Fit.No)) {
        return fit;
      }
    }
    return NO;
  }

  /// @rfc 7208 §5.5
  private Fit pointer(@Nullable String target) {
    if (target == null) {
      return NO;
    }
    voids += names.isVoid() ? 1 : 0;
    return Fit.of(names.confirmed().stream().anyMatch(name -> DnsName.isWithin(name, target)));
  }

  /// @rfc 7208 §5.7
  private Fit exists(@Nullable String target) {
    if (target == null) {
      return NO;
    }
    DnsAnswer<InetAddress> answer = counted(lookup.addresses4(target));
    return answer instanceof DnsAnswer.Failed(String reason)
        ? Fit.unsure(reason)
        : Fit.of(!answer.records().isEmpty());
  }

  /// The text for whom the domain refuses; `""` for every error.
  ///
  /// @rfc 7208 §6.2
  private String explanation(MacroString spec, String domain) {
    String target = target(spec, domain);
    List<String> texts = target == null ? List.of() : lookup.texts(target).records();
    if (texts.size() != 1 || texts.getFirst().length() > SpfParser.MOST) {
      return "";
    }
    MacroString text = MacroString.explanation(texts.getFirst());
    String words = text == null ? "" : expansion.expand(text, domain);
    boolean isPrintable = words.chars().allMatch(c -> c >= ' ' && c <= '~');
    return isPrintable && words.length() <= LONGEST_EXPLANATION ? words : "";
  }
}
