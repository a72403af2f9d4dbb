// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.directory;

import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Settings;

/// The servers of a directory and how they are reached: by TLS, unless the settings say `none`. The
/// first that answers is used. A certificate has to be trusted and made out to the server's name.
///
/// @rfc 4511 §4.14
/// @rfc 4513 §3.1.3
final class Servers {
  private static final String STARTTLS = "starttls";
  private static final String NONE = "none";
  private static final Duration OLDEST_CONNECTION = Duration.ofMinutes(10);

  private final Settings settings;
  private final String prefix;
  private final Bounds bounds;

  private Servers(Settings settings, String prefix, Bounds bounds) {
    this.settings = settings;
    this.prefix = prefix;
    this.bounds = bounds;
  }

  static LDAPConnectionPool read(Settings settings, String prefix, Bounds bounds) {
    return new Servers(settings, prefix, bounds).pool();
  }

  private LDAPConnectionPool pool() {
    List<LDAPURL> urls = urls();
    boolean isSecure = urls.getFirst().getScheme().equals("ldaps");
    boolean begins = !isSecure && isTlsBegun();
    @Nullable Path trust = trust();
    try {
      SSLUtil tls =
          trust == null ? new SSLUtil() : new SSLUtil(new PEMFileTrustManager(trust.toFile()));
      PostConnectProcessor first =
          begins ? new StartTLSPostConnectProcessor(tls.createSSLContext()) : null;
      String[] hosts = urls.stream().map(LDAPURL::getHost).toArray(String[]::new);
      int[] ports = urls.stream().mapToInt(LDAPURL::getPort).toArray();
      ServerSet servers =
          new FailoverServerSet(
              hosts, ports, isSecure ? tls.createSSLSocketFactory() : null, options());
      LDAPConnectionPool pool =
          new LDAPConnectionPool(servers, login(), 0, bounds.connections(), first);
      pool.setCreateIfNecessary(false);
      pool.setMaxWaitTimeMillis(bounds.timeoutMillis());
      pool.setMaxConnectionAgeMillis(OLDEST_CONNECTION.toMillis());
      pool.setRetryFailedOperationsDueToInvalidConnections(true);
      return pool;
    } catch (KeyStoreException e) {
      throw settings.wrong(prefix + "trust", trust + " has no certificates: " + e.getMessage());
    } catch (LDAPException | GeneralSecurityException e) {
      throw new IllegalStateException(e); // a pool that has not connected yet cannot fail
    }
  }

  private List<LDAPURL> urls() {
    String key = prefix + "servers";
    List<LDAPURL> urls = settings.texts(key, List.of()).stream().map(this::url).toList();
    if (urls.isEmpty()) {
      throw settings.wrong(key, "has to name at least one, such as \"ldaps://ldap.example.org\"");
    }
    if (urls.stream().map(LDAPURL::getScheme).distinct().count() > 1) {
      throw settings.wrong(key, "has both ldap: and ldaps:; all have to be of one kind");
    }
    return urls;
  }

  private LDAPURL url(String text) {
    try {
      LDAPURL url = new LDAPURL(text);
      boolean isKnown = url.getScheme().equals("ldap") || url.getScheme().equals("ldaps");
      if (isKnown && url.hostProvided() && !url.baseDNProvided() && !url.filterProvided()) {
        return url;
      }
    } catch (LDAPException e) {
      throw settings.wrong(
          prefix + "servers", "\"" + text + "\" is no LDAP URL: " + e.getMessage());
    }
    throw settings.wrong(
        prefix + "servers", "\"" + text + "\" is not like \"ldaps://ldap.example.org\"");
  }

  private boolean isTlsBegun() {
    String tls = settings.text(prefix + "tls", STARTTLS);
    if (!tls.equals(STARTTLS) && !tls.equals(NONE)) {
      throw settings.wrong(prefix + "tls", "has to be one of " + STARTTLS + ", " + NONE);
    }
    return tls.equals(STARTTLS);
  }

  private @Nullable Path trust() {
    String key = prefix + "trust";
    return settings.text(key, "").isEmpty() ? null : settings.path(key, Path.of(""));
  }

  private @Nullable SimpleBindRequest login() {
    String name = settings.text(prefix + "bind-dn", "");
    String password = Secret.read(settings, prefix + "password-file");
    if (name.isEmpty() != password.isEmpty()) {
      throw settings.wrong(
          prefix + (name.isEmpty() ? "password-file" : "bind-dn"),
          "`bind-dn` and a password go together");
    }
    return name.isEmpty() ? null : new SimpleBindRequest(name, password);
  }

  private LDAPConnectionOptions options() {
    LDAPConnectionOptions options = new LDAPConnectionOptions();
    options.setConnectTimeoutMillis(bounds.timeoutMillis());
    options.setResponseTimeoutMillis(bounds.timeoutMillis());
    options.setFollowReferrals(false);
    options.setUseSynchronousMode(true); // no thread of its own for each connection
    options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
    return options;
  }
}
