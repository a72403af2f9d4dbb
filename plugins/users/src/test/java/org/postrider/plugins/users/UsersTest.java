// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.ScramVerifier;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.plugins.harness.Ran;

class UsersTest {
  /// The password is `pencil`.
  private static final String PENCIL =
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
          + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

  private static final Optional<Login> WRONG = Optional.of(new Login.Wrong());

  @TempDir Path directory;
  private PluginHarness harness;
  private Path file;

  @BeforeEach
  void install() {
    file = directory.resolve("users");
    harness = fresh().install();
  }

  private PluginHarness fresh() {
    return PluginHarness.with(new Users(new SplittableRandom(1))).directory(directory);
  }

  private static Optional<Login> proved(String account) {
    return Optional.of(new Login.Proved(account));
  }

  private Ran user(String... words) {
    return run("user", List.of(words));
  }

  private Ran key(String... words) {
    return run("key", List.of(words));
  }

  private Ran run(String command, List<String> words, String... secrets) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(words);
    Ran ran = harness.command(all, secrets);
    harness.advance(Duration.ofSeconds(1)); // until the next look at the file
    return ran;
  }

  private void add(String name, String password, String... more) {
    List<String> words = new ArrayList<>(List.of("add", name, "--password-stdin"));
    words.addAll(List.of(more));
    assertThat(run("user", words, password)).isEqualTo(new Ran(0, "added " + name + "\n", ""));
  }

  private void write(String... lines) throws IOException {
    Files.write(file, List.of(lines));
    harness.advance(Duration.ofSeconds(1));
  }

  @Test
  void nobodyIsThereAtFirst() {
    assertThat(harness.password("tim", "tanstaaf")).isEmpty();
    assertThat(harness.scram("tim")).isEmpty();
    assertThat(harness.logged().getFirst()).startsWith("WARNING").contains("nobody");
  }

  @Test
  void anAccountServesEveryMechanism() {
    add("tim", "tanstaaftanstaaf");
    assertThat(harness.password("tim", "tanstaaftanstaaf")).isEqualTo(proved("tim"));
    assertThat(harness.password("tim", "tanstaaftanstaaF")).isEqualTo(WRONG);
    assertThat(harness.password("Tim", "tanstaaftanstaaf")).isEmpty();
    ScramVerifier verifier = harness.scram("tim").orElseThrow();
    assertThat(verifier.account()).isEqualTo("tim");
    assertThat(verifier.iterations()).isEqualTo(ScramVerifier.ITERATIONS);
    assertThat(verifier.salt()).hasSize(ScramVerifier.SALT_OCTETS);
  }

  @Test
  void anArgon2AccountHasNoScram() {
    add("ann", "correct horse", "--argon2");
    assertThat(harness.password("ann", "correct horse")).isEqualTo(proved("ann"));
    assertThat(harness.password("ann", "correct horsE")).isEqualTo(WRONG);
    assertThat(harness.scram("ann")).isEmpty();
    assertThat(harness.password("nobody", "correct horse")).isEmpty();
  }

  @Test
  void aPasswordIsNotInTheFileAndTheFileIsForItsOwnerOnly() throws IOException {
    add("tim", "tanstaaftanstaaf");
    assertThat(Files.readString(file))
        .doesNotContain("tanstaaf")
        .contains("\nuser tim SCRAM-SHA-256$");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aChangedPasswordHoldsAtOnceAlsoForWhoWasRecentlyRight() {
    add("tim", "old password");
    assertThat(harness.password("tim", "old password")).isEqualTo(proved("tim"));
    assertThat(run("user", List.of("passwd", "tim"), "new password", "new password").out())
        .isEqualTo("changed the password of tim\n");
    assertThat(harness.password("tim", "old password")).isEqualTo(WRONG);
    assertThat(harness.password("tim", "new password")).isEqualTo(proved("tim"));
    assertThat(user("remove", "tim")).isEqualTo(new Ran(0, "removed tim\n", ""));
    assertThat(harness.password("tim", "new password")).isEmpty();
  }

  @Test
  void aKeyIsShownOnceAndIsThePasswordOfItsAccountUntilRevoked() throws IOException {
    add("tim", "tanstaaftanstaaf");
    add("ann", "correct horse");
    Ran made = key("add", "tim", "--label", "the printer");
    String secret = made.out().strip();
    assertThat(secret).matches("prk_[0-9a-z]{10}_[0-9a-z]{32}");
    String id = secret.substring(4, 14);
    assertThat(made.err()).contains("postrider key revoke " + id + " ");
    assertThat(Files.readString(file)).doesNotContain(secret.substring(15)).contains("the printer");
    assertThat(harness.password("tim", secret)).isEqualTo(proved("tim"));
    assertThat(harness.password("tim", "tanstaaftanstaaf")).isEqualTo(proved("tim"));
    assertThat(harness.password("ann", secret)).isEqualTo(WRONG);
    assertThat(harness.password("nobody", secret)).isEmpty();
    assertThat(
            harness.password("tim", secret.substring(0, 46) + (secret.endsWith("0") ? "1" : "0")))
        .isEqualTo(WRONG);
    assertThat(key("list").out()).isEqualTo(id + "\ttim\t2026-01-05\tthe printer\n");
    assertThat(key("list", "ann").out()).isEmpty();
    assertThat(key("revoke", id)).isEqualTo(new Ran(0, "revoked " + id + "\n", ""));
    assertThat(harness.password("tim", secret)).isEqualTo(WRONG);
    assertThat(key("revoke", id)).isEqualTo(new Ran(1, "", "there is no key " + id + "\n"));
    String found = key("add", "tim").out().strip();
    assertThat(key("revoke", found).out()).isEqualTo("revoked " + found.substring(4, 14) + "\n");
    assertThat(harness.password("tim", found)).isEqualTo(WRONG);
  }

  @Test
  void removingAnAccountRemovesItsKeys() throws IOException {
    add("tim", "tanstaaftanstaaf");
    add("ann", "correct horse");
    String secret = key("add", "tim").out().strip();
    assertThat(user("list").out())
        .isEqualTo("tim\tscram-sha-256\t1 key\nann\tscram-sha-256\t0 keys\n");
    user("remove", "tim");
    assertThat(harness.password("tim", secret)).isEmpty();
    assertThat(Files.readString(file)).doesNotContain("key ".concat(secret.substring(4, 14)));
    assertThat(user("list").out()).isEqualTo("ann\tscram-sha-256\t0 keys\n");
  }

  @Test
  void commentsAndOrderSurviveCommands() throws IOException {
    write("# head", "", "user tim " + PENCIL, "  # the printers", "");
    add("ann", "correct horse");
    user("remove", "ann");
    run("user", List.of("passwd", "tim", "--password-stdin"), "new password");
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(5).startsWith("# head", "").endsWith("  # the printers", "");
    assertThat(lines.get(2)).startsWith("user tim SCRAM-SHA-256$");
  }

  @Test
  void aFileChangedByHandIsReadWithinASecond() throws IOException {
    write("user tim " + PENCIL);
    assertThat(harness.password("tim", "pencil")).isEqualTo(proved("tim"));
    Files.delete(file);
    assertThat(harness.password("tim", "pencil")).isEqualTo(proved("tim"));
    harness.advance(Duration.ofSeconds(1));
    assertThat(harness.password("tim", "pencil")).isEmpty();
  }

  @Test
  void aBrokenLineIsNamedAndWhatWasReadBeforeStays() throws IOException {
    write("user tim " + PENCIL);
    assertThat(harness.password("tim", "pencil")).isEqualTo(proved("tim"));
    write("user ann " + PENCIL, "user tim", "key x", "usr", "user - " + PENCIL);
    assertThat(harness.password("tim", "pencil")).isEqualTo(proved("tim"));
    assertThat(harness.password("ann", "pencil")).isEmpty();
    assertThat(harness.logged())
        .filteredOn(line -> line.startsWith("ERROR"))
        .hasSize(4)
        .anySatisfy(line -> assertThat(line).startsWith("ERROR " + file + ":2: a line is"))
        .anySatisfy(line -> assertThat(line).startsWith("ERROR " + file + ":3: "))
        .anySatisfy(line -> assertThat(line).startsWith("ERROR " + file + ":5: a name has"));
    Ran ran = run("user", List.of("add", "eve", "--password-stdin"), "password");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains(file + ":2: ");
  }

  @Test
  void aBrokenLineStopsTheStart() throws IOException {
    write("user tim " + PENCIL, "user tim " + PENCIL, "oops");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> fresh().install())
        .withMessageContaining(file + ":2: stands there twice")
        .withMessageContaining(file + ":3: a line is");
    write(
        "key 0123456789 tim sha256:" + "00".repeat(32) + " 2026-01-05",
        "key 012345678A tim sha256:00 2026-01-05",
        "key 0123456788 tim sha256:" + "00".repeat(32) + " today");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> fresh().install())
        .withMessageContaining(file + ":1: key 0123456789 is for tim, who has no line")
        .withMessageContaining(file + ":2: a key is")
        .withMessageContaining(file + ":3: a day is");
    Files.write(file, new byte[] {'#', (byte) 0xff, '\n'});
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> fresh().install())
        .withMessageContaining("is not UTF-8");
  }

  @Test
  void aFileThatOthersCanReadIsNamed() throws IOException {
    write("user tim " + PENCIL);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(fresh().install().logged())
        .containsExactly("WARNING " + file + " can be read by others: chmod 600 " + file);
  }

  @Test
  void namesAndPasswordsThatCannotBeAreDeclined() {
    add("tim", "tanstaaftanstaaf");
    assertThat(run("user", List.of("add", "tim"), "x", "x"))
        .isEqualTo(
            new Ran(1, "", "tim is there already; its password is changed by `user passwd`\n"));
    assertThat(user("add", "a b").status()).isEqualTo(1);
    assertThat(user("add", "#a").status()).isEqualTo(1);
    assertThat(user("add", "").status()).isEqualTo(1);
    assertThat(user("add", "n".repeat(256)).status()).isEqualTo(1);
    assertThat(user("passwd", "eve").err()).isEqualTo("there is no account eve\n");
    assertThat(user("remove", "eve").err()).isEqualTo("there is no account eve\n");
    assertThat(key("add", "eve").err()).isEqualTo("there is no account eve\n");
    assertThat(key("add", "tim", "--label", "two\nlines").status()).isEqualTo(1);
    assertThat(run("user", List.of("add", "eve"), "password", "passwort").err())
        .isEqualTo("the two are not the same\n");
    assertThat(run("user", List.of("add", "eve"), "short", "short").err())
        .isEqualTo("a password has from 8 to 1024 characters\n");
    assertThat(run("user", List.of("add", "eve"), "", "").err()).contains("cannot be a password");
    String form = "prk_0123456789_" + "0".repeat(32);
    assertThat(run("user", List.of("add", "eve"), form, form).err()).contains("API key");
  }

  @Test
  void theFirstLineOfAPasswordFileIsThePassword() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "correct horse\nbattery\n");
    assertThat(user("add", "ann", "--password-file=" + secret).status()).isZero();
    assertThat(harness.password("ann", "correct horse")).isEqualTo(proved("ann"));
  }

  @Test
  void namesAreStoredPrepared() {
    run("user", List.of("add", "I\u00ADX", "--password-stdin"), "\u00AAbcdefgh");
    assertThat(harness.password("IX", "abcdefgh")).isEqualTo(proved("IX"));
  }

  @Test
  void aWrongCallIsShownTheRightOne() {
    assertThat(user().status()).isEqualTo(2);
    assertThat(user("ad", "tim").err()).startsWith("postrider user add NAME");
    assertThat(user("add").status()).isEqualTo(2);
    assertThat(user("list", "--argon2").status()).isEqualTo(2);
    assertThat(user("add", "tim", "--password-file").err())
        .startsWith("--password-file needs a value\n");
    assertThat(user("add", "tim", "--pw").err()).startsWith("there is no option --pw\n");
    assertThat(key("make").err()).startsWith("postrider key add NAME");
  }

  @Test
  void aSecondWriterIsTurnedAway() throws Exception {
    add("tim", "tanstaaftanstaaf");
    RosterEdit edit = new RosterEdit(file);
    edit.change((_, lines) -> {
      assertThat(user("remove", "tim").err())
          .isEqualTo("another command is changing " + file + "; try again\n");
      return lines;
    });
    assertThat(user("remove", "tim").status()).isZero();
  }
}
