// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.testkit.LdapServer;
import org.postrider.testkit.TestCertificate;

/// Against a real slapd.
@Timeout(180)
class DirectoryTest {
  private static final String TIM = "uid=tim,dc=example,dc=org";
  private static final String PEOPLE =
      """
      dn: uid=tim,dc=example,dc=org
      objectClass: inetOrgPerson
      uid: tim
      cn: Tim
      sn: T
      mail: tim@example.org
      userPassword: correct horse

      dn: uid=ann,dc=example,dc=org
      objectClass: inetOrgPerson
      uid: ann
      cn: Ann (sales)
      sn: A
      mail: ann@example.org
      mail: sales@example.org
      """;

  /// What slapd gives to anybody but its administrator, where nothing else is said.
  private static final int ITS_LIMIT = 500;

  @TempDir private static Path place;
  private static @Nullable LdapServer server;

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws Exception {
    server = LdapServer.start(place, PEOPLE + crowd());
  }

  private static String crowd() {
    return IntStream.rangeClosed(0, ITS_LIMIT)
        .mapToObj(
            """

            dn: uid=u%1$d,dc=example,dc=org
            objectClass: inetOrgPerson
            uid: u%1$d
            cn: crowd
            sn: C
            mail: u%1$d@example.org
            """
                ::formatted)
        .collect(Collectors.joining());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static LdapServer server() {
    return Objects.requireNonNull(server);
  }

  @BeforeEach
  void writePassword() throws IOException {
    Files.writeString(directory.resolve("password"), LdapServer.PASSWORD + "\n");
  }

  /// A plug-in that only reads the settings of a directory.
  private static final class Reader implements SmtpPlugin {
    private @Nullable Directory found;

    @Override
    public String name() {
      return "reader";
    }

    @Override
    public void install(Host host) {
      found = Directory.read(host, "", Set.of("name"));
    }

    Directory directory() {
      return Objects.requireNonNull(found);
    }
  }

  private final Reader reader = new Reader();

  private PluginHarness harness(String url) {
    return PluginHarness.with(reader)
        .directory(directory)
        .setting("servers", List.of(url))
        .setting("base", LdapServer.BASE)
        .setting("bind-dn", LdapServer.ADMIN)
        .setting("password-file", "password")
        .setting("trust", server().certificate().toString())
        .setting("filter", "(|(uid={name})(cn={name}))");
  }

  private Directory directory() {
    harness(server().url()).install();
    return reader.directory();
  }

  private static List<String> find(Directory directory, String name) throws Exception {
    return directory.find(Map.of("name", name), "uid").stream().map(Directory.Entry::name).toList();
  }

  @Test
  void findsAnEntry() throws Exception {
    assertThat(find(directory(), "tim")).containsExactly(TIM);
    assertThat(find(directory(), "nobody")).isEmpty();
  }

  @Test
  void tellsAnAttribute() throws Exception {
    Map<String, String> tim = Map.of("name", "Tim");
    assertThat(directory().find(tim, "mail"))
        .containsExactly(new Directory.Entry(TIM, "tim@example.org"));
    assertThat(directory().find(tim, "telephoneNumber"))
        .containsExactly(new Directory.Entry(TIM, ""));
    assertThat(directory().has(tim)).isTrue();
    assertThat(directory().has(Map.of("name", "nobody"))).isFalse();
  }

  @Test
  void tellsAllValuesOrAsManyAsAreWanted() throws Exception {
    Directory directory = directory();
    assertThat(directory.values(Map.of("name", "ann"), "mail", 9))
        .containsExactly("ann@example.org", "sales@example.org");
    assertThat(directory.values(Map.of("name", "ann"), "telephoneNumber", 9)).isEmpty();
    assertThat(directory.values(Map.of("name", "crowd"), "mail", 9)).hasSize(9);
    assertThat(directory.values(Map.of("name", "crowd"), "mail", 900)).hasSize(ITS_LIMIT + 1);
  }

  @Test
  void isNotContentWithTheServersLimit() throws Exception {
    Files.writeString(directory.resolve("password"), "correct horse");
    harness(server().url()).setting("bind-dn", TIM).install();
    Map<String, String> crowd = Map.of("name", "crowd");
    assertThat(reader.directory().values(crowd, "mail", 9)).hasSize(9);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> reader.directory().values(crowd, "mail", 900))
        .withMessageContaining("size limit");
  }

  @Test
  void takesNoWordForAFilter() throws Exception {
    Directory directory = directory();
    assertThat(find(directory, "*")).isEmpty();
    assertThat(find(directory, "tim)(uid=*")).isEmpty();
    assertThat(find(directory, "t\\69m")).isEmpty();
    assertThat(find(directory, "Ann (sales)")).containsExactly("uid=ann,dc=example,dc=org");
    assertThat(find(directory, "tim\0")).isEmpty();
  }

  @Test
  void provesAPasswordAndIsItselfAgainAfterwards() throws Exception {
    Directory directory = directory();
    assertThat(directory.isPassword(TIM, "correct horse")).isTrue();
    assertThat(directory.isPassword(TIM, "wrong")).isFalse();
    assertThat(directory.isPassword("uid=nobody,dc=example,dc=org", "x")).isFalse();
    assertThat(find(directory, "ann")).hasSize(1);
  }

  @Test
  void anEmptyPasswordProvesNothing() throws Exception {
    assertThat(directory().isPassword(TIM, "")).isFalse();
    assertThat(directory().isPassword("", "x")).isFalse();
  }

  @Test
  void speaksTlsFromTheFirstOctet() throws Exception {
    harness(server().secureUrl()).install();
    assertThat(find(reader.directory(), "tim")).containsExactly(TIM);
  }

  @Test
  void speaksInTheClearOnlyWhereItIsToldTo() throws Exception {
    harness(server().url()).setting("tls", "none").install();
    assertThat(find(reader.directory(), "tim")).containsExactly(TIM);
  }

  @Test
  void doesNotTrustACertificateThatNobodyKnows() throws Exception {
    TestCertificate.make(place, "other.example.org")
        .write(directory.resolve("other.crt"), directory.resolve("other.key"));
    for (String url : List.of(server().url(), server().secureUrl())) {
      harness(url).setting("trust", "other.crt").install();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> find(reader.directory(), "tim"));
    }
  }

  @Test
  void doesNotTrustACertificateForAnotherName() {
    harness(server().secureUrl().replace("127.0.0.1", "localhost")).install();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> find(reader.directory(), "tim"))
        .withMessageContaining("localhost");
  }

  @Test
  void outlivesTheServer() throws Exception {
    Directory directory = directory();
    assertThat(find(directory, "tim")).hasSize(1);
    server().kill();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> find(directory, "tim"))
        .withMessageStartingWith("the directory cannot say: ");
    server().again();
    assertThat(find(directory, "tim")).hasSize(1);
  }

  @Test
  void tellsWhatIsWrong() {
    assertWrong("servers", List.of("127.0.0.1"), "no LDAP URL");
    assertWrong("servers", List.of("ldap://a", "ldaps://b"), "of one kind");
    assertWrong("base", "", "below which entry");
    assertWrong("filter", "(uid=tim)", "has none of {name}");
    assertWrong("filter", "(uid={who})", "has {who}, which is none of {name}");
    assertWrong("filter", "(uid={name}", "is no LDAP filter");
    assertWrong("tls", "perhaps", "has to be one of starttls, none");
    assertWrong("trust", "password", "has no certificates");
    assertWrong("bind-dn", "", "go together");
    assertWrong("timeout", "1h", "less than `deadline`");
  }

  private void assertWrong(String key, Object value, String words) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> harness(server().url()).setting(key, value).install())
        .withMessageStartingWith("plugins.reader.")
        .withMessageContaining(words);
  }
}
