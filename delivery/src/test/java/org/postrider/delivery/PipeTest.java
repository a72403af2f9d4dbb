// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.testkit.Outside;
import org.postrider.testkit.Waits;

/// Mail for commands of the machine's shell.
final class PipeTest {
  private static final String CONTENT = "Subject: hello\r\n\r\nBody.\r\n";
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final long LARGE = 1 << 20;

  @TempDir private Path directory;

  private Path script(String lines) throws IOException {
    Path file = directory.resolve("take");
    Files.writeString(file, "#!/bin/sh\n" + lines + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Told.Attempted attempt(Route.Pipe pipe, String from, String to) throws Exception {
    try (Rig rig = Rig.open(Rig.with(new Route(List.of("to.example"), pipe)))) {
      rig.send(from, CONTENT, to);
      Told.Attempted told = rig.awaitAttempt(to);
      rig.delivery.drain(Duration.ofSeconds(1));
      return told;
    }
  }

  private Told.Attempted attempt(String lines) throws Exception {
    List<String> command = List.of(script(lines).toString());
    return attempt(new Route.Pipe(command, null, LONG, LARGE), "a@from.example", "b@to.example");
  }

  @Test
  void theCommandGetsTheMessageAndItsEnvelope() throws Exception {
    Path taken = directory.resolve("taken");
    String script =
        script("cat > " + taken + "; echo \"$@\" >> " + taken + "; env | sort >> " + taken)
            .toString();
    List<String> command =
        List.of(script, "-f", "{sender}", "{local-part} at {domain}", "--id={id}", "$HOME;x");
    Told.Attempted told =
        attempt(new Route.Pipe(command, null, LONG, LARGE), "a@from.example", "b's@to.example");
    assertThat(told.ending()).isEqualTo(Told.Ending.DELIVERED);
    assertThat(told.hop()).isEqualTo("pipe " + script);
    assertThat(Files.readString(taken))
        .startsWith(
            "Return-Path: <a@from.example>\nDelivered-To: b's@to.example\nReceived: here\n"
                + "Subject: hello\n\nBody.\n")
        .contains("-f a@from.example b's at to.example --id=" + told.id() + " $HOME;x\n")
        .contains("\nRECIPIENT=b's@to.example\n", "\nSENDER=a@from.example\n")
        .doesNotContain("\nHOME=", "\nJAVA_HOME=");
  }

  @ParameterizedTest
  @CsvSource({
    "0, DELIVERED, ''",
    "65, FAILED, 550 5.6.0",
    "67, FAILED, 550 5.1.1",
    "68, FAILED, 550 5.1.2",
    "69, FAILED, 550 5.3.0",
    "76, FAILED, 550 5.5.0",
    "77, FAILED, 550 5.7.0",
    "64, DEFERRED, 451 4.3.0",
    "71, DEFERRED, 451 4.3.0",
    "75, DEFERRED, 451 4.3.0",
    "78, DEFERRED, 451 4.3.0",
    "1, DEFERRED, 451 4.3.0",
    "127, DEFERRED, 451 4.3.0",
  })
  void exitCodesAreUnderstood(int code, Told.Ending ending, String reply) throws Exception {
    Told.Attempted told = attempt("echo so  it\necho is; exit " + code);
    assertThat(told.ending()).isEqualTo(ending);
    assertThat(told.reason()).startsWith(reply);
    if (code != 0) {
      assertThat(told.reason()).endsWith("the command ended with " + code + ": so it is");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kill -9 $$ | the command ended with 137",
        "exec sleep 600 | the command had not ended after 1 s",
        "sleep 600 & wait | the command had not ended after 1 s",
      })
  void whatDoesNotEndByItselfIsTriedAgain(String lines, String reason) throws Exception {
    List<String> command = List.of(script(lines).toString());
    Route.Pipe pipe = new Route.Pipe(command, null, Duration.ofSeconds(1), LARGE);
    Told.Attempted told = attempt(pipe, "a@from.example", "b@to.example");
    assertThat(told.ending()).isEqualTo(Told.Ending.DEFERRED);
    assertThat(told.reason()).contains(reason);
  }

  @Test
  void whatItSaysIsReadAndCut() throws Exception {
    Told.Attempted told = attempt("yes talkative | head -c 3000000; exit 67");
    assertThat(told.ending()).isEqualTo(Told.Ending.FAILED);
    assertThat(told.reason()).contains(": talkative talkative").hasSizeLessThan(600);
  }

  @Test
  void itNeedNotReadTheMessage() throws Exception {
    assertThat(attempt("exit 0").ending()).isEqualTo(Told.Ending.DELIVERED);
  }

  @ParameterizedTest
  @CsvSource({
    "-x@to.example, 550 5.1.3, FAILED",
    "b@to.example, 552 5.3.4, FAILED",
    "b@to.example, 451 4.3.5, DEFERRED"
  })
  void whatIsNotRun(String to, String reply, Told.Ending ending) throws Exception {
    Path ran = directory.resolve("ran");
    String script = script("touch " + ran).toString();
    boolean absent = ending == Told.Ending.DEFERRED;
    Route.Pipe pipe =
        new Route.Pipe(
            List.of(absent ? script + "-absent" : script, "{recipient}"),
            null,
            LONG,
            reply.startsWith("552") ? 5 : LARGE);
    Told.Attempted told = attempt(pipe, "a@from.example", to);
    assertThat(told.ending()).isEqualTo(ending);
    assertThat(told.reason()).startsWith(reply);
    assertThat(ran).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"nobody, nogroup, DELIVERED", "no-such-user, nogroup, DEFERRED"})
  void rootMayRunItAsSomebodyElse(String user, String group, Told.Ending ending) throws Exception {
    Outside.program("setpriv");
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    List<String> command =
        List.of("/bin/sh", "-c", "[ \"$(id -un) $(id -gn)\" = '" + user + " " + group + "' ]");
    Route.Pipe.@Nullable User as = new Route.Pipe.User(user, group);
    assertThat(attempt(new Route.Pipe(command, as, LONG, LARGE), "", "b@to.example").ending())
        .isEqualTo(ending);
  }

  @Test
  void whatIsRejectedFailsAtOnce() throws Exception {
    Route.Reject reject = new Route.Reject(Reply.of(550, "5.1.6", "they have moved away"));
    try (Rig rig = Rig.open(Rig.with(new Route(List.of("to.example"), reject)))) {
      rig.send("", CONTENT, "b@to.example");
      Awaitility.await().atMost(Waits.LONGEST).until(() -> !rig.attempts().isEmpty());
      assertThat(rig.attempts().getFirst().ending()).isEqualTo(Told.Ending.FAILED);
      assertThat(rig.attempts().getFirst().reason()).isEqualTo("550 5.1.6 they have moved away");
      rig.delivery.drain(Duration.ofSeconds(1));
    }
  }
}
