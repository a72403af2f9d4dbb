// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dkim.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.plugins.harness.Ran;

class DkimCommandTest {
  private static final Pattern LINE = Pattern.compile("\"(\\S+ \\S+ \\S+\\.pem)\"");

  @TempDir private Path directory;

  private PluginHarness harness(String... keys) {
    return PluginHarness.with(new DkimSign())
        .at(Instant.parse("2026-11-26T12:00:00Z"))
        .setting("directory", directory.resolve("keys").toString())
        .setting("keys", List.of(keys));
  }

  private static String line(Ran made) {
    Matcher line = LINE.matcher(made.err());
    assertThat(line.find()).as(made.err()).isTrue();
    return line.group(1);
  }

  /// The strings of a zone file's line in one.
  private static String text(Ran made) {
    String strings = made.out().substring(made.out().indexOf('"') + 1, made.out().lastIndexOf('"'));
    assertThat(strings.split("\" \"")).allMatch(each -> each.length() <= 255);
    return strings.replace("\" \"", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ed25519"})
  void whatItMakesAgreesWithTheRecordThatItPrints(String kind) throws Exception {
    Ran made = harness().command(List.of("dkim", "new", "Example.org", kind));
    String selector = kind.charAt(0) + "20261126";
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(made.out()).startsWith(selector + "._domainkey.example.org. IN TXT ( \"v=DKIM1; ");
    Path file = directory.resolve("keys/example.org." + selector + ".pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    PluginHarness using = harness(line(made));
    using.lookup().text(selector + "._domainkey.example.org", text(made));
    Ran checked = using.command(List.of("dkim", "check"));
    assertThat(checked.out()).isEqualTo("example.org\t" + selector + "\t" + kind + "\tsigns\tok\n");
    assertThat(checked.status()).isZero();
  }

  @Test
  void withoutAWordItMakesRsaAndNeverWritesOver() throws Exception {
    Ran made = harness().command(List.of("dkim", "new", "example.org"));
    assertThat(text(made)).startsWith("v=DKIM1; k=rsa; p=MII");
    Path file = directory.resolve("keys/example.org.r20261126.pem");
    String key = Files.readString(file);
    Ran again = harness().command(List.of("dkim", "new", "example.org"));
    assertThat(again.status()).isOne();
    assertThat(again.err()).contains("is there already");
    assertThat(Files.readString(file)).isEqualTo(key);
  }

  @Test
  void saysWhereDnsDiffers() {
    String line = line(harness().command(List.of("dkim", "new", "example.org", "ed25519")));
    String name = "e20261126._domainkey.example.org";
    assertThat(check(harness(line))).contains("DNS has no TXT record at " + name);
    PluginHarness broken = harness(line);
    broken.lookup().broken(name);
    assertThat(check(broken)).contains("DNS does not say");
    assertThat(check(published(line, name, "v=DKIM1; p="))).contains("the key is revoked");
    assertThat(check(published(line, name, "v=DKIM1; k=rsa; p=AAAA"))).contains("can't be read");
    String other = text(harness().command(List.of("dkim", "new", "other.example", "ed25519")));
    assertThat(check(published(line, name, other))).contains("DNS has another key");
    PluginHarness two = published(line, name, other);
    two.lookup().text(name, "v=spf1 -all");
    assertThat(check(two)).contains("several TXT records");
  }

  /// An operator who is root must not take keys, or their directory, from the server's user.
  @Test
  void whatItMakesBelongsToWhomTheDataDirectoryBelongs() throws Exception {
    line(harness().command(List.of("dkim", "new", "example.org", "ed25519")));
    Path keys = directory.resolve("keys");
    assertThat(Files.getOwner(keys)).isEqualTo(Files.getOwner(directory));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rwx------");
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can give files away");
    var somebody =
        directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Files.setOwner(keys, somebody);
    line(harness().command(List.of("dkim", "new", "other.example", "ed25519")));
    assertThat(Files.getOwner(keys.resolve("other.example.e20261126.pem"))).isEqualTo(somebody);
  }

  @Test
  void aDomainInUnicodeIsKnownByItsALabels() {
    String line = line(harness().command(List.of("dkim", "new", "bücher.example", "ed25519")));
    assertThat(line).startsWith("xn--bcher-kva.example ");
    Ran checked = harness(line).command(List.of("dkim", "check", "Bücher.example"));
    assertThat(checked.out()).startsWith("xn--bcher-kva.example\te20261126\t");
  }

  private PluginHarness published(String line, String name, String text) {
    PluginHarness harness = harness(line);
    harness.lookup().text(name, text);
    return harness;
  }

  private static String check(PluginHarness harness) {
    Ran checked = harness.command(List.of("dkim", "check", "Example.org"));
    assertThat(checked.status()).isOne();
    return checked.out();
  }

  /// The new one signs from its day on, and the record of the old one is still looked at.
  @Test
  void keysFollowEachOther() {
    PluginHarness making = harness();
    String old = line(making.command(List.of("dkim", "new", "example.org", "ed25519")));
    making.at(Instant.parse("2026-12-20T00:00:00Z"));
    String next = line(making.command(List.of("dkim", "new", "example.org", "ed25519")));
    PluginHarness both = harness(old, next + " from 2027-01-01").account("carol");
    assertThat(check(both))
        .contains("e20261126\ted25519\tsigns\tDNS has no")
        .contains("e20261220\ted25519\tsigns from 2027-01-01\tDNS has no");
    assertThat(selector(both)).isEqualTo("e20261126");
    both.at(Instant.parse("2027-01-01T00:00:00Z"));
    assertThat(selector(both)).isEqualTo("e20261220");
    assertThat(check(both))
        .contains("e20261126\ted25519\treplaced")
        .contains("20\ted25519\tsigns\t");
  }

  private static String selector(PluginHarness harness) {
    ContentVerdict verdict =
        harness
            .mail("<a@example.org>")
            .recipient("c@d.example")
            .message("From: a@example.org\r\n\r\nx\r\n");
    Matcher selector = Pattern.compile("s=(\\w+)").matcher(String.valueOf(verdict));
    assertThat(selector.find()).as("%s", verdict).isTrue();
    return selector.group(1);
  }

  @Test
  void aKeyThatIsOnlyTriedIsSaid() {
    Ran made = harness().command(List.of("dkim", "new", "example.org", "ed25519"));
    PluginHarness tried =
        published(line(made), "e20261126._domainkey.example.org", text(made) + "; t=y");
    assertThat(check(tried)).contains("only tried");
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(harness().command(List.of("dkim", "new", "../x")).err()).contains("is no domain");
    assertThat(harness().command(List.of("dkim", "new", "a..b")).err()).contains("is no domain");
    assertThat(harness().command(List.of("dkim", "check")).err()).contains("there are no keys");
    for (List<String> words :
        List.of(
            List.of("dkim"),
            List.of("dkim", "new"),
            List.of("dkim", "new", "example.org", "dsa"),
            List.of("dkim", "check", "a.example", "b.example"))) {
      Ran wrong = harness().command(words);
      assertThat(wrong.status()).isEqualTo(2);
      assertThat(wrong.err()).contains("postrider dkim new DOMAIN");
    }
  }
}
