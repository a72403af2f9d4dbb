// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dkim.sign;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postrider.mail.auth.dkim.BodyHash;
import org.postrider.mail.auth.dkim.BodyHashes;
import org.postrider.mail.auth.dkim.DkimSigner;
import org.postrider.mail.auth.dkim.SignedFields;
import org.postrider.mail.auth.dmarc.AuthorDomain;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderSection;

/// Signs mail of who has authenticated, or has come to a listener for users, with every key of the
/// author's domain, or of the nearest domain above it that has one, and with those that are for its
/// account or sender. Mail that no key is for passes as it is.
///
/// Settings: those of [Keys].
public final class DkimSign implements SmtpPlugin {
  private static final int LONGEST_HEADER = 1 << 20;

  /// Called by the loader.
  public DkimSign() {}

  @Override
  public String name() {
    return "dkim-sign";
  }

  @Override
  public void install(Host host) {
    Keys keys = Keys.read(host.settings());
    if (keys.all().isEmpty()) {
      host.logger()
          .log(Level.WARNING, "there are no keys, so nothing is signed: see postrider help dkim");
    }
    host.onCommand(new DkimCommand(keys, host.lookup(), host.clock()));
    host.onMessage(message -> isOurs(message.mail()) ? sign(message, keys, host) : Verdict.pass());
  }

  private static boolean isOurs(Mail mail) {
    return mail.isAuthenticated() || mail.hello().connection().kind() != ListenerKind.MX;
  }

  private static ContentVerdict sign(Submitted message, Keys keys, Host host) throws IOException {
    Instant now = host.clock().instant();
    HeaderSection header = HeaderSection.of(message.content(), LONGEST_HEADER);
    SignedFields fields = new SignedFields(header.fields().all());
    AuthorDomain author = AuthorDomain.of(fields.named("From"));
    List<DkimSigner> signers =
        keys.of(author instanceof AuthorDomain.One(String one) ? one : null, message.mail(), now);
    if (signers.isEmpty()) {
      host.meter().count("unsigned");
      return Verdict.pass();
    }
    BodyHashes body = new BodyHashes();
    List<BodyHash> hashes = signers.stream().map(signer -> signer.want(body)).toList();
    body.read(message.content(), header.size());
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < signers.size(); i++) {
      HeaderField field = signers.get(i).sign(fields, hashes.get(i), now);
      String value = new String(field.value(), StandardCharsets.US_ASCII);
      changes.add(new Change.AddField(field.name(), value));
    }
    host.meter().count("signed");
    return new ContentVerdict.Amend(changes);
  }
}
