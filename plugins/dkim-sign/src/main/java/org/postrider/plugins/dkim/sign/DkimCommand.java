// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dkim.sign;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.DnsName;
import org.postrider.mail.auth.dkim.DkimSigner;
import org.postrider.mail.auth.dkim.NewKey;
import org.postrider.mail.auth.dkim.SignatureAlgorithm;
import org.postrider.plugins.api.Lookup;
import org.postrider.plugins.api.OperatorCommand;
import org.postrider.plugins.files.OwnFile;

/// `postrider dkim`: makes keys, and compares those in use with DNS.
final class DkimCommand implements OperatorCommand {
  /// Octets of the longest string in a TXT record, RFC 1035 §3.3.
  private static final int MOST_OF_A_STRING = 255;

  private static final Pattern HOST_NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

  private final Keys keys;
  private final Published published;
  private final InstantSource clock;

  DkimCommand(Keys keys, Lookup lookup, InstantSource clock) {
    this.keys = keys;
    published = new Published(lookup);
    this.clock = clock;
  }

  @Override
  public String name() {
    return "dkim";
  }

  @Override
  public String summary() {
    return "Make keys that sign mail, and compare those in use with DNS";
  }

  @Override
  public List<String> usage() {
    return List.of(
        "postrider dkim new DOMAIN [rsa|ed25519]",
        "postrider dkim check [DOMAIN]",
        "",
        "new makes a key (rsa where nothing is said), prints the DNS record that goes with it, and",
        "says what to add to the configuration. check asks DNS for each key of the configuration:",
        "domain, selector, kind, whether it signs, and ok or what is wrong.");
  }

  @Override
  public int run(List<String> arguments, Terminal terminal) throws IOException {
    String verb = arguments.isEmpty() ? "" : arguments.getFirst();
    int words = arguments.size();
    if (verb.equals("new") && (words == 2 || words == 3)) {
      SignatureAlgorithm algorithm = algorithm(words == 3 ? arguments.get(2) : "rsa");
      if (algorithm != null) {
        return make(arguments.get(1), algorithm, terminal);
      }
    } else if (verb.equals("check") && words <= 2) {
      return check(words == 2 ? arguments.get(1) : null, terminal);
    }
    usage().forEach(terminal.err()::println);
    return 2;
  }

  private static @Nullable SignatureAlgorithm algorithm(String keyType) {
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      if (algorithm.keyType().equals(keyType)) {
        return algorithm;
      }
    }
    return null;
  }

  private int make(String word, SignatureAlgorithm algorithm, Terminal terminal)
      throws IOException {
    String domain = DnsName.of(word);
    if (domain == null || !HOST_NAME.matcher(domain).matches()) {
      terminal.err().println(word + " is no domain");
      return 1;
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    String selector =
        algorithm.keyType().charAt(0) + today.format(DateTimeFormatter.BASIC_ISO_DATE);
    Path file = keys.directory().resolve(domain + "." + selector + ".pem");
    NewKey key = NewKey.make(algorithm);
    try {
      OwnFile.directory(keys.directory());
      OwnFile.create(file, key.pem(), keys.directory());
      OwnFile.sync(keys.directory());
    } catch (FileAlreadyExistsException _) {
      terminal.err().println(file + " is there already; a key is never written over");
      return 1;
    }
    terminal
        .out()
        .println(selector + "._domainkey." + domain + ". IN TXT " + strings(key.record()));
    terminal.err().println("The key is in " + file + ". When DNS has the record above, add");
    terminal.err().println("  \"%s %s %s\"".formatted(domain, selector, file.getFileName()));
    terminal.err().println("to keys of plug-in dkim-sign, and have it read: postrider reload");
    return 0;
  }

  /// A text as a zone file has it: in strings that are not too long.
  private static String strings(String text) {
    List<String> strings = new ArrayList<>();
    for (int at = 0; at < text.length(); at += MOST_OF_A_STRING) {
      int end = Math.min(text.length(), at + MOST_OF_A_STRING);
      strings.add("\"" + text.substring(at, end) + "\"");
    }
    return "( " + String.join(" ", strings) + " )";
  }

  private int check(@Nullable String domain, Terminal terminal) {
    String only = domain == null ? null : DnsName.of(domain);
    List<Key> found =
        keys.all().stream()
            .filter(each -> domain == null || each.signer().domain().equals(only))
            .toList();
    if (found.isEmpty()) {
      terminal.err().println(domain == null ? "there are no keys" : domain + " has no key");
      return 1;
    }
    int status = 0;
    for (Key each : found) {
      DkimSigner signer = each.signer();
      String wrong = published.wrong(signer);
      terminal
          .out()
          .println(
              "%s\t%s\t%s\t%s\t%s"
                  .formatted(
                      signer.domain(),
                      signer.selector(),
                      signer.key().algorithm().keyType(),
                      use(each),
                      wrong == null ? "ok" : wrong));
      status = wrong == null ? status : 1;
    }
    return status;
  }

  private String use(Key key) {
    Instant now = clock.instant();
    if (key.from().isAfter(now)) {
      return "signs from " + LocalDate.ofInstant(key.from(), ZoneOffset.UTC) + key.whose();
    }
    return (keys.signs(key, now) ? "signs" : "replaced") + key.whose();
  }
}
