// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.directory;

import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Settings;

/// One search in a directory, made again and again with different words. Connections are made when
/// they are needed and kept; there are never more than the settings allow. Referrals are not
/// followed. Ends with the plug-in. Any thread.
///
/// Settings, behind a prefix: `servers`, `base` and `filter`, `bind-dn` and `password-file`, `tls`,
/// `trust`, `connections`, `timeout`.
///
/// @rfc 4511 §4.5
/// @rfc 4513 §5.1
public final class Directory {
  private static final Set<ResultCode> NO_PROOF =
      Set.of(
          ResultCode.INVALID_CREDENTIALS,
          ResultCode.INAPPROPRIATE_AUTHENTICATION,
          ResultCode.NO_SUCH_OBJECT,
          ResultCode.CONSTRAINT_VIOLATION);

  private final LDAPConnectionPool pool;
  private final String base;
  private final Template filter;
  private final Bounds bounds;

  private Directory(LDAPConnectionPool pool, String base, Template filter, Bounds bounds) {
    this.pool = pool;
    this.base = base;
    this.filter = filter;
    this.bounds = bounds;
  }

  /// Whether the settings name a directory.
  public static boolean isIn(Settings settings, String prefix) {
    return !settings.texts(prefix + "servers", List.of()).isEmpty();
  }

  /// Reads the settings; `words` are those that the filter may have in braces. Connects to nobody
  /// yet. Throws a [org.postrider.plugins.api.SettingsException].
  public static Directory read(Host host, String prefix, Set<String> words) {
    Settings settings = host.settings();
    String base = settings.text(prefix + "base", "");
    if (base.isEmpty()) {
      throw settings.wrong(prefix + "base", "has to say below which entry to search");
    }
    Template filter = Template.read(settings, prefix + "filter", words);
    Bounds bounds = Bounds.read(host, prefix);
    Directory directory =
        new Directory(Servers.read(settings, prefix, bounds), base, filter, bounds);
    host.onUnload(directory.pool::close);
    return directory;
  }

  /// An entry that was found.
  ///
  /// @param name its distinguished name
  /// @param value of the attribute that was asked for; `""` where it has none
  public record Entry(String name, String value) {}

  /// Whether an entry fits. An `IOException` means that nobody can say now.
  public boolean has(Map<String, String> words) throws IOException, InterruptedException {
    return !find(words, SearchRequest.NO_ATTRIBUTES).isEmpty();
  }

  /// The entries that fit, or two of them where more do, each with the first value of an attribute.
  /// An `IOException` means that nobody can say now.
  public List<Entry> find(Map<String, String> words, String attribute)
      throws IOException, InterruptedException {
    return entries(search(words, attribute, 2), attribute);
  }

  /// All values of an attribute in the entries that fit, or in `most` of them where more do. An
  /// `IOException` means that nobody can say now.
  public List<String> values(Map<String, String> words, String attribute, int most)
      throws IOException, InterruptedException {
    List<String> values = new ArrayList<>();
    for (SearchResultEntry each : search(words, attribute, most)) {
      String[] some = each.getAttributeValues(attribute);
      if (some != null) {
        values.addAll(List.of(some));
      }
    }
    return values;
  }

  private List<SearchResultEntry> search(Map<String, String> words, String attribute, int most)
      throws IOException, InterruptedException {
    try {
      SearchRequest search =
          new SearchRequest(base, SearchScope.SUB, filter.with(words), attribute);
      search.setSizeLimit(most);
      search.setTimeLimitSeconds(bounds.timeoutSeconds());
      return orNone(pool.search(search).getSearchEntries());
    } catch (LDAPSearchException e) {
      List<SearchResultEntry> some = orNone(e.getSearchEntries());
      boolean isEnough = some.size() >= most; // else the server's own limit was less
      if (isEnough && e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
        return some;
      }
      throw trouble(e);
    } catch (LDAPException e) {
      throw trouble(e);
    }
  }

  private static List<SearchResultEntry> orNone(@Nullable List<SearchResultEntry> found) {
    return found == null ? List.of() : found;
  }

  private static List<Entry> entries(List<SearchResultEntry> found, String attribute) {
    List<Entry> entries = new ArrayList<>();
    for (SearchResultEntry each : found) {
      String value = each.getAttributeValue(attribute);
      entries.add(new Entry(each.getDN(), value == null ? "" : value));
    }
    return entries;
  }

  /// Whether a password is an entry's, by a bind as that entry. An empty one is nobody's: a bind
  /// with it would succeed and prove nothing.
  public boolean isPassword(String entry, String password)
      throws IOException, InterruptedException {
    if (entry.isEmpty() || password.isEmpty()) {
      return false; // RFC 4513 §5.1.2
    }
    try {
      return pool.bindAndRevertAuthentication(entry, password)
          .getResultCode()
          .equals(ResultCode.SUCCESS);
    } catch (LDAPException e) {
      if (NO_PROOF.contains(e.getResultCode())) {
        return false;
      }
      throw trouble(e);
    }
  }

  private static IOException trouble(LDAPException e) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("while the directory was asked");
    }
    return new IOException("the directory cannot say: " + e.getMessage(), e);
  }
}
