// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import java.util.List;
import org.postrider.mail.auth.dkim.DkimVerdict;
import org.postrider.mail.auth.spf.SpfOutcome;

/// What is to be checked. Immutable.
///
/// @param author the domain in From, as [AuthorDomain] finds it
/// @param spf what SPF has said of the reverse-path, or of the client's name where that is null
/// @param dkim what DKIM has said of the signatures
public record DmarcRequest(String author, SpfOutcome spf, List<DkimVerdict> dkim) {
  /// Copies the list.
  public DmarcRequest {
    dkim = List.copyOf(dkim);
  }
}
