// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.secure;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.postrider.smtp.wire.HostNames;
import org.postrider.smtp.wire.HttpsGet;

/// Fetches MTA-STS policies by HTTPS. Any thread that may block.
///
/// @rfc 8461 §3.3
public record PolicyHosts(HttpsGet https) implements Sts.Fetch {
  private static final String PATH = "/.well-known/mta-sts.txt";

  @Override
  public String policy(String host, List<InetAddress> addresses) throws IOException {
    HttpsGet.Page page = https.get(host, addresses, PATH, Sts.MOST_OCTETS);
    if (!HostNames.shows(page.certificate(), List.of(host))) { // common names do not count
      throw new IOException(host + ": its certificate has no DNS name that fits");
    }
    return page.text();
  }
}
