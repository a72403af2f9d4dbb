// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.Gateway;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.testkit.Waits;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A spool looked through, emptied and filled, while the gateway runs and while it does not.
class SpoolVerbsTest {
  private static final String ROUTES =
      """
      [[route]]
      domains = ["*"]
      hop = "smtp"
      hosts = ["127.0.0.1:%d"]
      """;

  @TempDir Path directory;

  private Path out;
  private Path file;
  private Gateway gateway;
  private int dead;

  @BeforeEach
  void start() throws Exception {
    out = directory.resolve("out");
    file = directory.resolve("postrider.toml");
    dead = BuiltServer.freePort();
    Files.writeString(file, Cli.configuration(ROUTES.formatted(dead)));
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

  private void send(String... to) {
    String server = "127.0.0.1:" + gateway.listening().getFirst().address().getPort();
    Stream<String> recipients = Stream.of(to).flatMap(each -> Stream.of("--to", each));
    String[] arguments =
        Stream.concat(
                Stream.of("send", "--server", server, "--from", "me@home.example"), recipients)
            .toArray(String[]::new);
    assertThat(Cli.call(arguments).status()).isZero();
  }

  private String waiting(String... to) {
    send(to);
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .until(() -> call("queue", "list").out().split("attempts 1", -1).length > to.length);
    return call("queue", "list").out().substring(0, 26);
  }

  private static JsonNode json(Cli cli) {
    return JsonMapper.shared().readTree(cli.out());
  }

  @Test
  void aRunningSpoolIsLookedThrough() {
    String id = waiting("you@dead.example");
    Cli check = call("spool", "check");
    assertThat(check.status()).as(check.err()).isZero();
    assertThat(check.out()).contains("1 messages", "1 entries; 0 damaged, 0 leaks");
    assertThat(check.err()).contains("through the gateway at http://127.0.0.1:");
    JsonNode stats = json(call("spool", "stats", "--json"));
    assertThat(stats.path("all").path("entries").asLong()).isEqualTo(1);
    assertThat(stats.path("top").path("dead.example").path("messages").asLong()).isEqualTo(1);
    assertThat(stats.path("format").asString()).startsWith("disk ");
    assertThat(stats.path("disk").asLong()).isPositive();
    assertThat(call("spool", "stats").out()).contains("queued", "up to 1m", "dead.example");
    assertThat(call("queue", "show", id, "--content").out()).contains("Received:");
    assertThat(call("queue", "counts", "--most", "1").out()).contains("dead.example");
  }

  @Test
  void aSpoolIsDrainedAndFilledWhileTheGatewayRuns() throws Exception {
    String id = waiting("you@dead.example");
    String before = call("queue", "show", id, "--json").out();
    Cli drained = call("spool", "export", "--all", "--remove", out.toString());
    assertThat(drained.status()).as(drained.err()).isZero();
    assertThat(drained.out()).startsWith("export: 1 messages, 1 entries, ");
    assertThat(call("queue", "list").out()).isEmpty();
    assertThat(Files.readString(out.resolve(id + ".eml"))).contains("Received:", "Subject:");
    JsonNode waybill = JsonMapper.shared().readTree(Files.readString(out.resolve(id + ".json")));
    assertThat(waybill.path("entries").get(0).path("state").asString()).isEqualTo("queued");
    assertThat(call("spool", "import", out.toString()).out()).startsWith("import: 1 messages; 0");
    assertThat(call("queue", "show", id, "--json").out()).isEqualTo(before);
    assertThat(call("spool", "check").status()).isZero();
    Files.move(out.resolve(id + ".imported"), out.resolve(id + ".json"));
    assertThat(call("spool", "import", out.toString()).out()).startsWith("import: 0 messages; 1");
    assertThat(call("spool", "export", "--all", out.toString()).err()).contains("not empty");
    assertThat(Files.readString(directory.resolve("mail.log")))
        .contains("\"act\":\"export\"", "\"act\":\"import\"");
  }

  @Test
  void aSpoolIsDrainedAndFilledWhileTheGatewayIsStopped() throws Exception {
    String id = waiting("you@dead.example");
    gateway.stop();
    Cli copied = call("spool", "export", "--destination", "dead.example", out.toString());
    assertThat(copied.status()).as(copied.err()).isZero();
    assertThat(copied.err()).contains("on the spool in");
    assertThat(json(call("spool", "stats", "--json")).path("all").path("messages").asLong())
        .isOne();
    Path all = directory.resolve("all");
    assertThat(call("spool", "export", "--all", "--remove", all.toString()).status()).isZero();
    assertThat(Files.readString(all.resolve(id + ".json")))
        .isEqualTo(Files.readString(out.resolve(id + ".json")));
    assertThat(call("spool", "check", "--json").out()).contains("\"sound\":true,\"records\":2,");
    assertThat(call("spool", "import", all.toString()).status()).isZero();
    assertThat(call("spool", "check").out()).contains("1 messages");
    gateway = Cli.gateway(file);
    assertThat(call("queue", "list").out()).startsWith(id);
  }

  /// What is being delivered is waited for: it ends as delivered or as exported, not as both.
  @Test
  void anAttemptUnderWayIsWaitedFor() throws Exception {
    CompletableFuture<Cli> drained;
    try (ServerSocket hop = new ServerSocket(dead, 1, InetAddress.getLoopbackAddress())) {
      send("you@dead.example");
      try (var link = hop.accept()) {
        drained =
            CompletableFuture.supplyAsync(
                () -> call("spool", "export", "--all", "--remove", out.toString()));
        Awaitility.await()
            .atMost(Waits.LONGEST)
            .until(() -> call("queue", "list").out().contains("(being exported)"));
        assertThat(link.isConnected()).isTrue();
        assertThat(call("queue", "counts").out()).contains("1 held");
      }
    }
    Cli cli = drained.join();
    assertThat(cli.status()).as(cli.err()).isZero();
    assertThat(cli.out()).startsWith("export: 1 messages, 1 entries");
    try (Stream<Path> files = Files.list(out)) {
      Path waybill =
          files.filter(each -> each.toString().endsWith(".json")).findAny().orElseThrow();
      assertThat(Files.readString(waybill)).contains("\"attempts\":1", "\"state\":\"queued\"");
    }
  }

  /// The part of a message that goes and the part that stays are two messages from then on.
  @Test
  void aPartOfAMessageHasAnIdOfItsOwn() throws Exception {
    String id = waiting("a@one.example", "b@two.example");
    assertThat(
            call("spool", "export", "--destination", "two.example", "--remove", out.toString())
                .status())
        .isZero();
    assertThat(call("queue", "list").out()).contains(id + "/0", "a@one.example").hasLineCount(1);
    assertThat(call("spool", "import", out.toString()).out()).startsWith("import: 1 messages");
    List<String> lines = call("queue", "list").out().lines().toList();
    assertThat(lines).hasSize(2).anyMatch(each -> !each.startsWith(id) && each.contains("b@two"));
  }

  @Test
  void whatIsNoExportIsToldAndTheRestGoesOn() throws Exception {
    String id = waiting("you@dead.example");
    call("spool", "export", "--all", "--remove", out.toString());
    Files.writeString(out.resolve("1.json"), "{\"format\":9}");
    Files.writeString(out.resolve("1.eml"), "");
    Files.writeString(out.resolve("2.json"), "no");
    Files.writeString(out.resolve("2.eml"), "");
    Files.writeString(out.resolve("3.json"), Files.readString(out.resolve(id + ".json")));
    Files.writeString(out.resolve("3.eml"), Files.readString(out.resolve(id + ".eml")) + "more");
    Files.delete(out.resolve(id + ".json"));
    Cli cli = call("spool", "import", out.toString());
    assertThat(cli.status()).isOne();
    assertThat(cli.out()).contains("0 messages", "3 could not be read");
    assertThat(cli.err()).contains("1.json: it has format 9; this Postrider knows 3");
    assertThat(cli.err()).contains("2.json: it is no JSON", "3.json: the content has not the");
  }

  @Test
  void whatWasSetAsideIsShown() throws Exception {
    assertThat(call("queue", "damaged").out()).isEmpty();
    Files.createFile(directory.resolve("spool/damaged-segment-1"));
    assertThat(call("queue", "damaged").out()).contains("damaged-segment-1", "remove the file");
    assertThat(call("queue", "damaged", "--json").out())
        .startsWith("{\"key\":\"damaged-segment-1\"");
    Cli none = call("queue", "damaged", "--drop", "01JDZK4Q8V3T5W7X9Y0A1B2C3D");
    assertThat(none.status()).isOne();
    assertThat(none.out()).isEqualTo("drop: 0 records\n");
  }

  @Test
  void aLaterFormatIsRefusedWithAClearWord() throws Exception {
    gateway.close();
    Files.writeString(directory.resolve("spool/FORMAT"), "99\n");
    for (String[] command :
        new String[][] {{"serve"}, {"spool", "check"}, {"spool", "import", out.toString()}}) {
      Cli cli = call(command);
      assertThat(cli.status()).isOne();
      assertThat(cli.err()).contains("has format 99").contains("knows formats");
      assertThat(cli.err()).doesNotContain("Exception");
    }
  }

  @Test
  void aSpoolThatSomebodyElseUsesIsToldSo() throws Exception {
    gateway.close();
    Path spool = directory.resolve("spool");
    try (Spool other = Spool.open(SpoolSettings.defaults(spool), InstantSource.system())) {
      assertThat(other.health().healthy()).isTrue();
      Cli cli = call("spool", "check");
      assertThat(cli.status()).isOne();
      assertThat(cli.err()).contains("in use", "no gateway answers at").doesNotContain("Exception");
    }
    assertThat(Cli.call("spool", "export", "--all", "x", "--state", "held").status()).isEqualTo(2);
    Files.writeString(file, Files.readString(file) + "[spool]\ndirectory = \"nowhere\"\n");
    assertThat(call("spool", "stats").err()).contains("there is no spool in");
  }
}
