// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.Gateway;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Waits;

/// The parts wired, and an operator who calls: what is sent is delivered or waits, and what waits
/// can be shown and changed.
class RunningGatewayTest {
  private static final String ROUTES =
      """
      [[route]]
      domains = ["local.example"]
      hop = "maildir"
      directory = "mail"
      [[route]]
      domains = ["dead.example"]
      hop = "smtp"
      hosts = ["127.0.0.1:%d"]
      """;

  @TempDir Path directory;

  private Path file;
  private Gateway gateway;
  private String server;

  @BeforeEach
  void start() throws Exception {
    file = directory.resolve("postrider.toml");
    Files.writeString(file, configuration());
    gateway = Cli.gateway(file);
    server = "127.0.0.1:" + gateway.listening().getFirst().address().getPort();
  }

  private static String configuration() {
    return Cli.configuration(ROUTES.formatted(BuiltServer.freePort()));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void send(String to) {
    assertThat(
            Cli.call("send", "--server", server, "--from", "me@dead.example", "--to", to).status())
        .isZero();
  }

  private Cli queue(String... arguments) {
    return Cli.call(
        Stream.concat(
                Stream.of("queue"),
                Stream.concat(Stream.of(arguments), Stream.of("--config", file.toString())))
            .toArray(String[]::new));
  }

  private String waiting() {
    send("you@dead.example");
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .until(() -> queue("list").out().contains("attempts 1"));
    return queue("list").out().substring(0, 26);
  }

  @Test
  void deliversAndWritesOneLineForEachHandOver() {
    send("you@local.example");
    Path mailbox = directory.resolve("mail/local.example/you/new");
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .until(() -> Files.isDirectory(mailbox) && count(mailbox) == 1);
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .untilAsserted(() ->
            assertThat(Files.readAllLines(directory.resolve("mail.log")))
                .hasSize(2)
                .anyMatch(line -> line.contains("\"event\":\"accepted\""))
                .anyMatch(line -> line.contains("\"event\":\"delivered\"")));
  }

  private static long count(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }

  @Test
  void theQueueIsShownAndChanged() {
    String id = waiting();
    assertThat(queue("list").out()).contains("queued", "me@dead.example -> you@dead.example");
    assertThat(queue("list", "--json").out()).startsWith("{\"id\":\"" + id + "\"");
    assertThat(queue("counts").out()).contains("1 queued", "dead.example");
    assertThat(queue("show", id).out()).contains("me@dead.example", "dead.example");
    assertThat(queue("show", id, "--content").out()).contains("Received:", "Subject: A test");
    assertThat(queue("hold", id).out()).isEqualTo("hold: 1 entries\n");
    assertThat(queue("list", "--state", "held").out()).contains("held");
    assertThat(queue("release", "--destination", "dead.example").out()).contains("1 entries");
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .until(() -> queue("list").out().contains("attempts 2"));
    assertThat(queue("retry", "--sender", "other@example.org").status()).isOne();
    assertThat(queue("delete", "--all").out()).contains("1 entries");
    assertThat(queue("list").out()).isEmpty();
  }

  @Test
  void aBounceStandsInTheLogAndTellsTheAuthor() {
    String id = waiting();
    assertThat(queue("bounce", id).out()).contains("1 entries");
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .until(() -> queue("list").out().contains("<> -> me@dead.example"));
    String words = "550 5.3.0 an operator has given the message up";
    String notice = queue("list").out().substring(0, 26);
    assertThat(queue("show", notice, "--content").out())
        .contains("Diagnostic-Code: X-Postrider; " + words, "    Details: " + words);
    String act = "\"act\":\"bounce\",\"query\":\"id=" + id + "\",\"count\":1";
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .untilAsserted(() ->
            assertThat(Files.readAllLines(directory.resolve("mail.log")))
                .anyMatch(line -> line.contains("\"event\":\"failed\"") && line.contains(words))
                .anyMatch(line ->
                    line.contains("\"operator\":\"" + System.getProperty("user.name"))
                        && line.contains(act)));
  }

  @Test
  void whichEntriesAreMeantMustBeSaid() {
    assertThat(queue("delete").status()).isEqualTo(2);
    assertThat(queue("delete", "--all", "--state", "held").status()).isEqualTo(2);
    assertThat(queue("delete", "no-id").err()).contains("26 characters");
    assertThat(queue("list", "--state", "lost").err()).contains("wanted queued or held");
    assertThat(queue("list", "--older-than", "soon").err()).contains("wanted a time");
    assertThat(queue("show", "01JDZK4Q8V3T5W7X9Y0A1B2C3D").err()).contains("no message");
  }

  @Test
  void aReloadIsWholeOrNotAtAll() throws IOException {
    assertThat(Cli.call("reload", "--config", file.toString()).out()).isEqualTo("reloaded\n");
    String before = Files.readString(file);
    String listeners = gateway.listening().toString();
    Files.writeString(file, before.replace("name = \"mx\"", "name = \"other\"") + "\ncolour = 1\n");
    Files.writeString(file, "colour = 1\n" + before);
    String admin = gateway.adminAddress().getPort() + "";
    Path aside = directory.resolve("aside.toml");
    Files.writeString(aside, before);
    Cli refused = Cli.call("reload", "--config", aside.toString());
    assertThat(admin).isNotEmpty();
    assertThat(refused.status()).isOne();
    assertThat(refused.err()).contains("postrider.toml:1:1: colour: no such key");
    assertThat(gateway.listening().toString()).isEqualTo(listeners);
    Files.writeString(file, before.replace("retry = ", "attempts = 7\nretry = "));
    assertThat(Cli.call("reload", "--config", file.toString()).status()).isZero();
    assertThat(gateway.settings().delivery().attempts()).isEqualTo(7);
  }

  /// What only the server finds out, as the last: the old settings cannot be made again by then.
  @Test
  void whereTheServerRefusesNothingHasChanged() throws Exception {
    gateway.close();
    Path trust = directory.resolve("trust.pem");
    TestCertificate.make(directory, "ca.example").write(trust, directory.resolve("key.pem"));
    String before =
        Files.readString(file).replace("[delivery]\n", "[delivery]\ntrust = \"trust.pem\"\n");
    Files.writeString(file, before);
    gateway = Cli.gateway(file);
    server = "127.0.0.1:" + gateway.listening().getFirst().address().getPort();
    String listeners = gateway.listening().toString();
    int free = BuiltServer.freePort();
    Files.delete(trust);
    Files.writeString(
        file,
        before.replace("trust = \"trust.pem\"\n", "").replace("\"mail\"", "\"elsewhere\"")
            + listener("good", free)
            + listener("bad", gateway.adminAddress().getPort()));
    Cli refused = Cli.call("reload", "--config", file.toString());
    assertThat(refused.status()).isOne();
    assertThat(refused.err()).contains("postrider.toml:", "listener bad cannot listen on");
    assertThat(gateway.listening()).hasToString(listeners);
    new ServerSocket(free, 1, InetAddress.getLoopbackAddress()).close();
    send("you@local.example");
    Path mailbox = directory.resolve("mail/local.example/you/new");
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .until(() -> Files.isDirectory(mailbox) && count(mailbox) == 1);
    assertThat(directory.resolve("elsewhere")).doesNotExist();
  }

  private static String listener(String name, int port) {
    return """

    [[listener]]
    name = "%s"
    kind = "mx"
    address = "127.0.0.1:%d"
    """
        .formatted(name, port);
  }

  @Test
  void aSecondProcessOnTheSameSpoolIsRefused() {
    assertThatThrownBy(() -> Cli.gateway(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void aPortInUseIsNamedWithItsPlace() throws Exception {
    String address = "127.0.0.1:" + gateway.listening().getFirst().address().getPort();
    Path other = Files.createDirectory(directory.resolve("other"));
    file = other.resolve("postrider.toml");
    Files.writeString(file, configuration().replaceFirst("127.0.0.1:0", address));
    assertThatThrownBy(() -> Cli.gateway(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("postrider.toml:6:1: listener mx cannot listen on " + address);
  }

  @Test
  void theOperatorsPortInUseIsNamed() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    file = other.resolve("postrider.toml");
    int port = gateway.adminAddress().getPort();
    String operator = "[admin]\naddress = \"127.0.0.1:";
    Files.writeString(
        file,
        configuration()
            .replaceFirst(
                Pattern.quote(operator) + "[0-9]+", Matcher.quoteReplacement(operator) + port));
    assertThatThrownBy(() -> Cli.gateway(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("[admin] cannot listen on 127.0.0.1:" + port + ": ");
  }

  @Test
  void healthIsOpenAndTheRestWantsTheToken() throws Exception {
    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(get("/ready").body()).isEqualTo("{\"ready\":true}");
    assertThat(get("/metrics").body()).contains("postrider_sessions", "postrider_spool_healthy 1");
    assertThat(get("/queue").statusCode()).isEqualTo(401);
    assertThat(Files.getPosixFilePermissions(directory.resolve("admin.token")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + gateway.adminAddress().getPort() + path);
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void whatWasAcceptedOutlivesARestart() throws Exception {
    String id = waiting();
    gateway.stop();
    gateway = Cli.gateway(file);
    assertThat(queue("list").out()).startsWith(id);
  }

  @Test
  void aCommandWithoutAGatewayIsToldSo() {
    gateway.close();
    Cli cli = queue("list");
    assertThat(cli.status()).isOne();
    assertThat(cli.err()).contains("nothing answers at").doesNotContain("Exception");
  }
}
