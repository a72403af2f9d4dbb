// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.NameServer;
import org.postrider.testkit.Outside;

/// A client whose address a real list in DNS has. No list has this machine's own addresses, so all
/// of this happens in a network of its own, where others are this machine's.
@Tag("built")
class ListedClientTest {
  private static final String SCRIPT =
      """
      set -eu
      ip link set lo up
      ip address add 198.51.100.7/32 dev lo
      ip address add 198.51.100.8/32 dev lo
      nsd -d -c dns/nsd.conf >dns/out 2>&1 &
      dns=$!
      "$1" serve gateway >gateway/out 2>&1 &
      gateway=$!
      trap 'kill $gateway $dns; wait' EXIT
      from() {
        swaks --server 127.0.0.1 --port 2525 --local-interface "$@" --from a@b.test --to c@home.test
      }
      tries=0
      until from 127.0.0.1 --quit-after CONNECT >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] || { cat gateway/out; exit 1; }
        sleep 0.2
      done
      for client in 198.51.100.7 198.51.100.8; do
        echo "from $client"
        from $client || true
      done
      """;
  private static final String CONFIGURATION =
      """
      hostname = "mx.home.test"
      [[listener]]
      name = "mx"
      kind = "mx"
      address = "127.0.0.1:2525"
      [delivery]
      resolvers = ["127.0.0.1:2553"]
      [[route]]
      domains = ["home.test"]
      hop = "maildir"
      directory = "mail"
      [admin]
      address = "127.0.0.1:2580"
      [plugins.relay]
      local = ["home.test"]
      [plugins.dnsbl]
      clients = ["bl.test=127.0.0.[2..11]"]
      """;

  @TempDir private Path directory;

  @Test
  void hearsWhyAndByWhomAndHisNeighbourIsTaken() throws Exception {
    Assumptions.assumeTrue(
        System.getProperty("user.name").equals("root"), "only root may make a network");
    Outside.program("nsd");
    Outside.program("swaks");
    NameServer.configure(
        Files.createDirectory(directory.resolve("dns")),
        2553,
        Map.of(
            "bl.test",
            """
            7.100.51.198 IN A 127.0.0.2
            7.100.51.198 IN TXT "ask postmaster@bl.test"
            8.100.51.198 IN A 127.0.0.99
            """));
    BuiltServer server = BuiltServer.configured(directory.resolve("gateway"), 2525, CONFIGURATION);
    Files.writeString(directory.resolve("script"), SCRIPT);
    Command ran =
        Command.run(
            "",
            List.of(
                Outside.program("unshare").toString(),
                "--net",
                "--wd=" + directory,
                "sh",
                "script",
                server.command().getFirst()));
    assertThat(ran.output())
        .contains("550 5.7.1 Client [198.51.100.7] is listed by bl.test: ask postmaster@bl.test");
    String second = ran.output().substring(ran.output().indexOf("from 198.51.100.8"));
    assertThat(second).contains("<-  250 2.0.0 ").doesNotContain("550 ");
  }
}
