// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.gateway.Gateway;

/// A gateway that runs, and whose configuration was changed for the worse since: its operator must
/// still reach it.
class MistakenFileTest {
  @TempDir Path directory;

  private Path file;
  private String before;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    file = directory.resolve("postrider.toml");
    before = Cli.configuration("[[route]]\ndomains = [\"*\"]\nhop = \"discard\"\n");
    Files.writeString(file, before);
    gateway = Cli.gateway(file);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Cli call(String words) {
    return Cli.call((words + " --config " + file).split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "colour = 1",
        "threads = \"many\"",
        "hostname = = \"mx.example.org\"",
        "postmaster = \"unfinished",
        "postmaster = \"${env:NOT_SET_HERE}\"",
        "include = [\"nowhere.toml\"]",
        "[colours]",
        "[tls]\ncertificate = \"nowhere.pem\"",
        "[",
      })
  void isStillToldWhatToDo(String mistake) throws IOException {
    Files.writeString(file, mistake + "\n" + before);
    var settings = gateway.settings();
    for (String words : new String[] {"queue list", "queue counts", "queue hold --all"}) {
      assertThat(call(words).err()).as(words).isEmpty();
      assertThat(call(words).status()).as(words).isZero();
    }
    assertThat(call("spool stats").out()).contains("0 destinations");
    Cli reload = call("reload");
    assertThat(reload.status()).isOne();
    assertThat(reload.err())
        .startsWith("postrider: " + file.getParent())
        .endsWith("postrider: not reloaded; the configuration that was in force stays in force\n");
    assertThat(gateway.settings()).isSameAs(settings);
    Files.writeString(file, before);
    assertThat(call("reload").out()).isEqualTo("reloaded\n");
  }

  @Test
  void isNotReachedWhereTheMistakeSaysOtherwise() throws IOException {
    Files.writeString(file, before.replace("[admin]\n", "[admin]\nadress = \"127.0.0.1:1\"\n"));
    assertThat(call("queue list").err())
        .contains("admin.adress: no such key; did you mean admin.address?")
        .hasLineCount(1);
    Files.writeString(file, "data = 1\n" + before);
    assertThat(call("queue list").err()).contains("data: found 1").hasLineCount(1);
  }

  @Test
  void mayBeWhyNothingAnswers() throws IOException {
    gateway.close();
    Files.writeString(file, "hostname = =\n" + before);
    Cli cli = call("queue list");
    assertThat(cli.status()).isOne();
    assertThat(cli.err()).contains("nothing answers at http://127.0.0.1:", file + ":1:");
  }

  @Test
  void isNoMatterWhereNoGatewayHasEverRun() throws IOException {
    gateway.close();
    Files.delete(directory.resolve("admin.token"));
    assertThat(call("queue list").err())
        .isEqualTo(
            "postrider: "
                + directory.resolve("admin.token")
                + ", which a gateway makes when it starts, is not there\n");
  }
}
