// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.plugins.harness.Ran;

/// Who stands behind an address by a file, as the operator is told.
class AliasFileTest {
  @TempDir private Path directory;

  private PluginHarness harness(String... lines) throws IOException {
    write(lines);
    return PluginHarness.with(new Aliases())
        .directory(directory)
        .setting("domains", List.of("example.org", "*.example.org"))
        .setting("virtual-domains", List.of("old.example"))
        .setting("file", "aliases");
  }

  private void write(String... lines) throws IOException {
    Files.write(directory.resolve("aliases"), List.of(lines));
  }

  private static List<String> ends(PluginHarness harness, String address) {
    return harness
        .command(List.of("aliases", address))
        .out()
        .lines()
        .filter(line -> line.contains("\tgets it") && !line.contains("once is enough"))
        .map(line -> line.substring(0, line.indexOf('\t')).strip())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "info@example.org, 'ann@example.org|tim@elsewhere.example'",
    "INFO@EXAMPLE.ORG, 'ann@example.org|tim@elsewhere.example'",
    "all@example.org, 'ann@example.org|tim@elsewhere.example|lisa@example.org'",
    "long@example.org, 'a@x.example|b@x.example|c@x.example'",
    "anybody@old.example, anybody@example.org",
    "info@old.example, 'ann@example.org|tim@elsewhere.example'",
    "who@shop.example.org, shop@elsewhere.example",
    "who@deep.below.example.org, below@elsewhere.example",
    "abuse@example.org, abuse@elsewhere.example",
    "abuse@shop.example.org, abuse@elsewhere.example",
    "list-cats@example.org, cats@lists.elsewhere.example",
    "list-cats@far.example.org, cats@far.lists.elsewhere.example",
    "lists-$5@example.org, 5$x@elsewhere.example",
    "'\"ann b\"@example.org', '\"b c\"@elsewhere.example'",
    "nobody@example.org, nobody@example.org",
    "info@elsewhere.example, info@elsewhere.example"
  })
  void leadsTo(String address, String ends) throws Exception {
    PluginHarness harness =
        harness(
            "# ours",
            "",
            "info@example.org  ann@example.org, tim@elsewhere.example",
            "all@Example.ORG info@example.org tim@elsewhere.example,lisa@example.org",
            "long@example.org a@x.example,",
            "  b@x.example",
            "# between",
            "\tc@x.example",
            "@old.example @example.org",
            "@shop.example.org shop@elsewhere.example",
            "@*.below.example.org below@elsewhere.example",
            "abuse@ abuse@elsewhere.example",
            "/^list-(.+)@example\\.org$/ $1@lists.elsewhere.example",
            "/^list-(.+)@(far)\\.example\\.org$/ ${1}@$2.lists.elsewhere.example",
            "/^lists-\\$(\\d)@example\\.org$/ $1$$x@elsewhere.example",
            "\"ann b\"@example.org \"b c\"@elsewhere.example");
    assertThat(ends(harness, address)).isEqualTo(List.of(ends.split("\\|")));
  }

  @ParameterizedTest
  @CsvSource({
    "self@example.org, 'self@example.org copy@elsewhere.example'",
    "one@example.org, 'one@example.org'",
    "two@example.org, 'two@example.org'",
    "start@example.org, one@example.org",
    "ann@example.org, ann@example.org",
    "any@example.org, ann@example.org",
    "twice@example.org, same@elsewhere.example"
  })
  void aWayThatLeadsBackEndsThere(String address, String ends) throws Exception {
    PluginHarness harness =
        harness(
            "self@example.org self@example.org copy@elsewhere.example",
            "one@example.org two@example.org",
            "two@example.org one@example.org",
            "start@example.org one@example.org",
            "twice@example.org left@example.org right@example.org",
            "left@example.org same@elsewhere.example",
            "right@example.org left@example.org same@elsewhere.example",
            "@example.org ann@example.org");
    assertThat(ends(harness, address)).isEqualTo(List.of(ends.split(" ")));
  }

  @Test
  void aDetailIsDroppedOrKept() throws Exception {
    String[] lines = {
      "ann@example.org ann@example.org",
      "ann+urgent@example.org pager@elsewhere.example",
      "info@example.org tim@elsewhere.example",
      "sales@ tim@elsewhere.example",
      "buy@example.org purchasing@elsewhere.example",
      "@old.example @example.org"
    };
    PluginHarness drops = harness(lines).setting("separator", "+");
    assertThat(ends(drops, "ann+lists@example.org")).containsExactly("ann@example.org");
    assertThat(ends(drops, "ann+urgent@example.org")).containsExactly("pager@elsewhere.example");
    assertThat(ends(drops, "info+a+b@example.org")).containsExactly("tim@elsewhere.example");
    assertThat(ends(drops, "sales+a@example.org")).containsExactly("tim@elsewhere.example");
    assertThat(ends(drops, "+a@example.org")).containsExactly("+a@example.org");
    assertThat(ends(drops, "ann+lists@old.example")).containsExactly("ann@example.org");
    PluginHarness keeps = harness(lines).setting("separator", "+").setting("keep-detail", true);
    assertThat(ends(keeps, "ann+lists@example.org")).containsExactly("ann+lists@example.org");
    assertThat(ends(keeps, "info+a+b@example.org")).containsExactly("tim+a+b@elsewhere.example");
    assertThat(ends(keeps, "sales+a@example.org")).containsExactly("tim+a@elsewhere.example");
    assertThat(ends(keeps, "ann+lists@old.example")).containsExactly("ann+lists@example.org");
    String tooLong = "buy+" + "x".repeat(60);
    assertThat(ends(keeps, tooLong + "@example.org"))
        .containsExactly("purchasing@elsewhere.example");
  }

  @Test
  void theOperatorIsToldEachStep() throws Exception {
    PluginHarness harness =
        harness(
            "info@example.org ann@example.org gone@old.example",
            "ann@example.org ann@example.org copy@elsewhere.example info@example.org",
            "old@old.example gone@old.example");
    String file = directory.resolve("aliases").toString();
    Ran ran = harness.command(List.of("aliases", "info@example.org"));
    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .isEqualToNormalizingNewlines(
            """
            info@example.org\talias, FILE:1
              ann@example.org\talias, FILE:2
                ann@example.org\tgets it: the way leads back here
                copy@elsewhere.example\tgets it: its domain is not looked up here
                info@example.org\tgets it: the way leads back here
              gone@old.example\tdoes not exist: no alias, in a domain that has nothing else
            """
                .replace("FILE", file));
    assertThat(harness.command(List.of("aliases", "old@old.example")).status()).isEqualTo(1);
    assertThat(harness.command(List.of("aliases")).status()).isEqualTo(2);
    assertThat(harness.command(List.of("aliases", "ann")).err()).contains("ann");
  }

  @Test
  void howFarTheWayLeadsIsBounded() throws Exception {
    PluginHarness deep = harness("/^(.*)@example\\.org$/ x$1@example.org").setting("most-depth", 5);
    Ran ran = deep.command(List.of("aliases", "a@example.org"));
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .contains("more than 5 aliases (`most-depth`) follow one another behind a@example.org");
    PluginHarness wide =
        harness("a@example.org b@x.example c@x.example d@x.example")
            .setting("most-per-recipient", 3);
    assertThat(wide.command(List.of("aliases", "a@example.org")).err())
        .contains("more than 3 addresses (`most-per-recipient`) stand behind a@example.org");
  }

  @Test
  void aChangedFileHoldsAtOnceAndAWrongOneNever() throws Exception {
    PluginHarness harness = harness("info@example.org ann@elsewhere.example");
    assertThat(ends(harness, "info@example.org")).containsExactly("ann@elsewhere.example");
    write("info@example.org tim@elsewhere.example");
    harness.advance(Duration.ofSeconds(2));
    assertThat(ends(harness, "info@example.org")).containsExactly("tim@elsewhere.example");
    write("info@example.org");
    harness.advance(Duration.ofSeconds(2));
    assertThat(ends(harness, "info@example.org")).containsExactly("tim@elsewhere.example");
    assertThat(harness.logged())
        .anySatisfy(line -> assertThat(line).contains("aliases:1: info@example.org leads nowhere"));
  }

  @ParameterizedTest
  @CsvSource({
    "info, 'aliases:1: \"info\" is no address; a domain of aliases alone goes into'",
    "info@example.org, 'aliases:1: info@example.org leads nowhere'",
    "info@example.org ann, 'aliases:1: \"ann\" is no address: it has no domain'",
    "info@example.org a@b@c, 'aliases:1: \"a@b@c\"'",
    "info@example.org |/bin/mail, 'aliases:1: \"|/bin/mail\" is no address'",
    "info@example.org @-, 'aliases:1: \"@-\"'",
    "' ann@example.org', 'aliases:1: begins with a blank'",
    "/info, 'aliases:1: a pattern ends with / and a blank'",
    "/(/ a@b.example, 'aliases:1: /(/ is no regular expression'",
    "/(.*)@x/ $2@b.example, 'aliases:1: \"$2@b.example\": the pattern has no group 2'",
    "/(.*)@x/ $a@b.example, 'aliases:1: \"$a@b.example\": behind $'",
    "/(.*)@(.*)/ $1@$2, 'aliases:1: \"$1@$2\": the sender could choose any domain'",
    "/(.*)@(.*)/ $1@$2.com, 'aliases:1: \"$1@$2.com\": the sender could choose any domain'",
    "/(.*)@(.*)/ $1@$2-x.example.org, 'the sender could choose any domain'",
    "/(.*)/ $1@a_b.example, 'aliases:1: \"$1@a_b.example\"'"
  })
  void aWrongLineIsTold(String line, String words) throws Exception {
    PluginHarness harness = harness(line);
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(harness::install)
        .withMessageStartingWith("plugins.aliases.file: ")
        .withMessageContaining(words);
  }

  @Test
  void oneAddressStandsInOneLine() throws Exception {
    PluginHarness harness = harness("a@example.org b@x.example", "A@example.org c@x.example");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(harness::install)
        .withMessageContaining("aliases:2: a@example.org stands in ")
        .withMessageContaining("aliases:1 already");
  }
}
