// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.Gateway;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.Waits;
import tools.jackson.databind.json.JsonMapper;

/// What became of mail, and next hops that are left alone, asked by an operator.
class TraceAndSiteVerbsTest {
  private static final String ROUTES =
      """
      [[route]]
      domains = ["*"]
      hop = "smtp"
      hosts = ["127.0.0.1:%d"]
      """;

  @TempDir Path directory;

  private Path file;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    file = directory.resolve("postrider.toml");
    Files.writeString(file, Cli.configuration(ROUTES.formatted(BuiltServer.freePort())));
    gateway = Cli.gateway(file);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Cli call(String... arguments) {
    return Cli.call(
        Stream.concat(Stream.of(arguments), Stream.of("--config", file.toString()))
            .toArray(String[]::new));
  }

  private void send(String to) {
    String server = "127.0.0.1:" + gateway.listening().getFirst().address().getPort();
    Cli sent = Cli.call("send", "--server", server, "--from", "me@home.example", "--to", to);
    assertThat(sent.status()).as(sent.err()).isZero();
  }

  private void awaitInQueue(String words) {
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .until(() -> call("queue", "list").out().contains(words));
  }

  @Test
  void aMessageIsTracedWhetherItIsHereOrNot() throws Exception {
    send("you@dead.example");
    awaitInQueue("attempts 1");
    String id = call("queue", "list").out().substring(0, 26);
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .until(() -> call("trace", id).out().contains("deferred"));
    Cli traced = call("trace", id);
    assertThat(traced.status()).as(traced.err()).isZero();
    assertThat(traced.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("Z  accepted ", id, "from=me@home.example"),
            line -> assertThat(line).contains("Z  deferred ", "attempt=1", "reason=\"451 4.4.1"),
            line -> assertThat(line).startsWith("now ").contains("state=queued", "attempts=1"));
    Cli json = call("trace", "--json", "You@dead.example");
    assertThat(json.out().lines())
        .hasSize(2)
        .allSatisfy(line ->
            assertThat(JsonMapper.shared().readTree(line).path("id").asString()).isEqualTo(id));
    assertThat(call("queue", "delete", id).status()).isZero();
    gateway.close();
    Cli gone = call("trace", id);
    assertThat(gone.status()).isZero();
    assertThat(gone.out()).contains("accepted", "deferred").doesNotContain("now ");
    assertThat(gone.err()).contains("what of it still waits is not known");
  }

  @Test
  void whatNobodyKnowsIsSaid() {
    Cli unknown = call("trace", "nobody@dead.example");
    assertThat(unknown.status()).isEqualTo(Program.NOT_DONE);
    assertThat(unknown.err()).contains("nothing is known of nobody@dead.example");
    assertThat(call("trace", "whatever").status()).isEqualTo(Program.WRONGLY_CALLED);
  }

  @Test
  void whereNoTrailIsKeptThatIsSaid() throws Exception {
    Files.writeString(
        file, Files.readString(file).replace("[log]\n", "[log]\ntrail-age = \"0s\"\n"));
    Cli none = call("trace", "you@dead.example");
    assertThat(none.status()).isEqualTo(Program.NOT_DONE);
    assertThat(none.err()).contains("no trail is kept: [log] trail-age is 0s");
  }

  @Test
  void theWayOfMailIsExplained() {
    Cli explained = call("explain", "Anybody@Dead.Example");
    assertThat(explained.status()).as(explained.err()).isZero();
    assertThat(explained.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("recipient: Anybody@Dead.Example"),
            line -> assertThat(line).isEqualTo("route: [[route]] number 1, for *"),
            line ->
                assertThat(line)
                    .startsWith("host: 0 127.0.0.1 at 127.0.0.1 port ")
                    .endsWith(", TLS where it is offered, whatever the certificate"),
            line -> assertThat(line).isEqualTo("protocol: SMTP"),
            line ->
                assertThat(line)
                    .isEqualTo("limits: 20 connections, 100 messages each, 100 recipients in one"),
            line -> assertThat(line).startsWith("retries: after "));
    assertThat(call("site", "suspend", "dead.example").status()).isZero();
    assertThat(call("explain", "dead.example").out()).contains("suspended: mail for dead.example");
    assertThat(call("site", "resume", "dead.example").status()).isZero();
    for (int i = 0; i < 3; i++) {
      send("you" + i + "@dead.example");
    }
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .until(() -> call("explain", "dead.example").out().contains("rests until "));
    assertThat(call("explain", "dead.example", "--from", "a@b.example").err())
        .contains("--from and --account want a recipient");
    assertThat(call("explain", "a@b.example", "--from", "a").status())
        .isEqualTo(Program.WRONGLY_CALLED);
    assertThat(call("explain", "a@").status()).isEqualTo(Program.WRONGLY_CALLED);
  }

  @Test
  void aSuspendedDomainStaysSoOverARestart() throws Exception {
    assertThat(call("site", "suspend", "Dead.Example").out()).contains("Dead.Example is suspended");
    assertThat(call("site", "suspend", "dead.example").status()).isEqualTo(Program.NOT_DONE);
    send("you@dead.example");
    send("you@other.example");
    awaitInQueue("attempts 1");
    gateway.close();
    gateway = Cli.gateway(file);
    assertThat(call("site", "list").out()).contains("suspended: dead.example");
    assertThat(call("queue", "list", "--destination", "dead.example").out()).contains("attempts 0");
    assertThat(call("site", "resume", "dead.example").out()).contains("is resumed");
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .until(() ->
            call("queue", "list", "--destination", "dead.example").out().contains("attempts 1"));
    assertThat(call("site", "list").out()).doesNotContain("suspended");
  }

  @Test
  void aSuspendedHostHoldsItsMailInItsTurn() {
    assertThat(call("site", "suspend", "127.0.0.1").status()).isZero();
    send("you@dead.example");
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .until(() -> call("site", "list").out().contains("waiting 1, domains behind 0; suspended"));
    String json = call("site", "list", "--json").out();
    assertThat(JsonMapper.shared().readTree(json).path("suspended").get(0).asString())
        .isEqualTo("127.0.0.1");
    assertThat(call("queue", "list").out()).contains("attempts 0");
    assertThat(call("site", "resume", "127.0.0.1").status()).isZero();
    awaitInQueue("attempts 1");
  }
}
