// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.queue.store.contract.Mail.NOON;
import static org.postrider.queue.store.contract.Mail.id;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.queue.store.contract.Mail;
import org.postrider.queue.store.contract.SpoolCheck;

/// A spool in a process of its own, on a disk that can be made to fail; and what it has promised.
final class RemoteSpool implements AutoCloseable {
  static final String KEPT = "Kept";
  static final String FULL = "Full";
  static final String UNHEALTHY = "Unhealthy";
  static final String RECORDED = "RECORDED";
  static final String FAILED = "failed";
  static final String YES = "yes";

  private static final int PROBE = 1_000_000;

  private final Child child;
  private final Process process;
  private final PrintWriter commands;
  private final BufferedReader answers;

  /// Sizes by number.
  private final Map<Integer, Integer> kept = new TreeMap<>();

  /// Those of which nobody can say.
  private final Set<Integer> unknown = new TreeSet<>();

  private RemoteSpool(Child child, Process process) {
    this.child = child;
    this.process = process;
    commands = new PrintWriter(process.outputWriter(StandardCharsets.US_ASCII), true);
    answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  static RemoteSpool start(Child child) throws IOException, InterruptedException {
    return new RemoteSpool(child, child.start(RemoteSpool.class));
  }

  private String ask(String command) throws IOException {
    commands.println(command);
    String answer = answers.readLine();
    while (answer != null && !answer.startsWith("> ")) {
      answer = answers.readLine(); // a line of the log
    }
    assertThat(answer).as("answer to " + command).isNotNull();
    return answer.substring(2);
  }

  /// Commits message `n`, of so many octets; the kind of the answer.
  String commit(int n, int size) throws IOException {
    String answer = ask("commit " + n + " " + size);
    if (answer.equals(KEPT)) {
      kept.put(n, size);
    } else {
      unknown.add(n);
    }
    return answer;
  }

  /// Says of message `n` that it was delivered; the answer or [#FAILED].
  String settle(int n) throws IOException {
    String answer = ask("settle " + n);
    if (answer.equals(RECORDED)) {
      kept.remove(n);
    } else {
      unknown.add(n);
    }
    return answer;
  }

  /// [#YES], or the kind of the refusal.
  String admit() throws IOException {
    return ask("admit");
  }

  /// `healthy` or `unhealthy`, `full` or `roomy`.
  String health() throws IOException {
    return ask("health");
  }

  /// Closes the spool and opens it again; [#YES], or [#FAILED].
  String reopen() throws IOException {
    return ask("reopen");
  }

  /// Ends the process as a crash does, and looks what is left to the next one, and what a power cut
  /// now would leave in the worst case.
  void verify(Path shared) throws Exception {
    close();
    check(child.spool());
    Path found = child.home().resolve("found");
    Path space = Files.createDirectory(child.home().resolve("space"));
    try (Trace trace = Trace.open(child.trace())) {
      Disk disk = new Disk(space, trace);
      disk.take(child.before());
      for (Event event = trace.next(); event != null; event = trace.next()) {
        disk.follow(event);
      }
      disk.rebuild(found, Loss.STRICT);
    }
    Path spool = found.resolve(child.spool().getFileName());
    Child.lendCode(shared, spool);
    check(spool);
  }

  private void check(Path directory) throws Exception {
    try (Spool spool = Spool.open(SpoolSettings.defaults(directory), InstantSource.system())) {
      for (var message : kept.entrySet()) {
        if (!unknown.contains(message.getKey())
            || spool.envelope(id(message.getKey())).isPresent()) {
          byte[] octets = Mail.octets(message.getValue(), message.getKey());
          assertThat(Mail.content(spool, id(message.getKey()))).isEqualTo(Mail.withHead(octets));
        }
      }
      for (Entry entry : Mail.entries(spool)) {
        int number = (int) (entry.message().epochMillis() - NOON.toEpochMilli());
        assertThat(kept.containsKey(number) || unknown.contains(number)).isTrue();
      }
      assertThat(spool.health().damaged()).isZero();
      SpoolCheck.check(spool);
      Mail.keep(spool, PROBE, Mail.octets(5000, 1), "probe@z.example");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /// The process.
  public static void main(String[] arguments) throws Exception {
    SpoolSettings settings = SpoolSettings.defaults(Path.of(arguments[0]));
    Spool spool = Spool.open(settings, InstantSource.system());
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] word = line.split(" ");
      if (word[0].equals("reopen")) {
        String answer = YES;
        try {
          spool.close();
          spool = Spool.open(settings, InstantSource.system());
        } catch (IOException e) {
          answer = FAILED;
        }
        System.out.println("> " + answer);
      } else {
        System.out.println("> " + answer(spool, word));
      }
    }
  }

  private static String answer(Spool spool, String[] word) throws Exception {
    switch (word[0]) {
      case "commit" -> {
        int n = Integer.parseInt(word[1]);
        byte[] octets = Mail.octets(Integer.parseInt(word[2]), n);
        return Mail.commit(spool, octets, entry(n)).getClass().getSimpleName();
      }
      case "settle" -> {
        try {
          return Mail.settle(spool, entry(Integer.parseInt(word[1])), new Outcome.Delivered())
              .name();
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(IOException.class);
          return FAILED;
        }
      }
      case "admit" -> {
        return spool.admit(1000).map(refusal -> refusal.getClass().getSimpleName()).orElse(YES);
      }
      case "health" -> {
        return (spool.health().healthy() ? "healthy " : "unhealthy ")
            + (spool.health().full() ? "full" : "roomy");
      }
      default -> throw new IllegalArgumentException(word[0]);
    }
  }

  private static Entry entry(int n) {
    return Mail.entry(id(n), 0, NOON, "a@x.example");
  }
}
