// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Shows each client the certificate for the name that it asks for, or else the usual one, which is
/// the first. Of several for the same name it shows one whose kind of key the client knows. Any
/// thread.
///
/// @rfc 6066 §3
final class CertificateChoice extends X509ExtendedKeyManager {
  private final List<PemFiles.Identity> identities;

  /// At least one.
  CertificateChoice(List<PemFiles.Identity> identities) {
    this.identities = List.copyOf(identities);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return fitting(asked(engine)).stream()
        .filter(each -> each.key().getAlgorithm().equals(keyType))
        .findFirst()
        .map(each -> Integer.toString(identities.indexOf(each)))
        .orElse(null);
  }

  private List<PemFiles.Identity> fitting(List<String> names) {
    List<PemFiles.Identity> fitting =
        identities.stream()
            .filter(each -> HostNames.shows(each.chain().getFirst(), names))
            .toList();
    return fitting.isEmpty() ? identities.subList(0, 1) : fitting;
  }

  private static List<String> asked(SSLEngine engine) {
    List<String> names = new ArrayList<>();
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      for (SNIServerName each : session.getRequestedServerNames()) {
        if (each instanceof SNIHostName name) {
          names.add(name.getAsciiName());
        }
      }
    }
    return names;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return identities.get(Integer.parseInt(alias)).chain().toArray(new X509Certificate[0]);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return identities.get(Integer.parseInt(alias)).key();
  }

  /// Engines alone are used.
  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  /// A server has none to show as a client.
  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }
}
