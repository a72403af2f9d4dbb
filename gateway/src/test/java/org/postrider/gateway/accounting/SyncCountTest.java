// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Outside;

/// Between the octets that end a message and the 250 that answers them there lies a whole
/// `fdatasync`: counted in the system calls of the built program, as `strace` sees them.
@Tag("built")
class SyncCountTest {
  private static final int MESSAGES = 256;
  private static final int SECONDS = 240;

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void syncsBeforeEach250(int clients, @TempDir Path directory) throws Exception {
    Path calls = directory.resolve("calls");
    List<String> strace =
        List.of(
            Outside.program("strace").toString(),
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-s",
            "4096",
            "-e",
            "trace=fdatasync,fsync,read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg",
            "-o",
            calls.toString());
    var ledger = new Ledger();
    try (var sink = CountingSink.open(ledger);
        var server = BuiltServer.in(directory, sink.port(), strace)) {
      server.start();
      var running = new ArrayList<LoadClient>();
      for (int i = 0; i < clients; i++) {
        running.add(LoadClient.of(server, ledger, "client" + i, i, 1_000).start());
      }
      ledger.awaitMore(MESSAGES, SECONDS);
      for (LoadClient client : running) {
        client.end();
      }
    }
    SystemCalls seen = SystemCalls.read(Files.readAllLines(calls));
    System.out.printf(
        "syncs: %d clients, %d replies, %d syncs%n", clients, seen.replies(), seen.syncs());
    assertThat(seen.replies()).isGreaterThanOrEqualTo(MESSAGES);
    assertThat(seen.unsynced()).isEmpty();
    if (clients == 1) {
      assertThat(seen.syncs()).isGreaterThanOrEqualTo(seen.replies());
    }
  }
}
