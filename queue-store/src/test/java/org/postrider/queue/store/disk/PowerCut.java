// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;

/// Cuts the power at many moments of a trace, and opens what is left each time.
final class PowerCut {
  /// Of the moments at which something is decided, and of all moments, so many parts each.
  private static final int DECIDED = 3;

  private static final int ANY = 1;

  private static final int OPENED_TWICE = 4;

  /// The moment after all events.
  private static final int LAST = Integer.MAX_VALUE;

  /// Where much is lost, these tell enough of it.
  private static final int MOST_TOLD = 3;

  private final Child child;
  private final Path shared;
  private final SplittableRandom random;
  private final Promises promises = new Promises();
  private final List<String> problems = new ArrayList<>();
  private boolean throughOpening;
  private int cuts;
  private int opened;
  private int undone;
  private int lost;

  /// `shared` holds the native code.
  PowerCut(Child child, Path shared, SplittableRandom random) {
    this.child = child;
    this.shared = shared;
    this.random = random;
  }

  /// All this was promised before the trace began.
  PowerCut after(Promises promised) {
    promises.takeAll(promised);
    return this;
  }

  /// Cuts also at each moment until the spool was open.
  PowerCut throughOpening() {
    throughOpening = true;
    return this;
  }

  /// Cuts once, at the end, for `next` to begin with what is left; what was promised until then.
  Promises end(Loss loss, Child next) throws Exception {
    run(
        0,
        disk -> {
          disk.rebuild(next.root(), loss);
          disk.rebuild(next.before(), loss);
        });
    Child.lendCode(shared, next.spool());
    return promises;
  }

  /// Cuts at so many moments.
  void run(int count) throws Exception {
    run(count, disk -> cut(disk, LAST));
  }

  private interface AtEnd {
    void look(Disk disk) throws Exception;
  }

  private void run(int count, AtEnd atEnd) throws Exception {
    Set<Integer> moments = moments(count);
    Path space = Files.createDirectory(child.home().resolve("space"));
    try (Trace trace = Trace.open(child.trace())) {
      Disk disk = new Disk(space, trace);
      disk.take(child.before());
      int at = 0;
      for (Event event = trace.next(); event != null; event = trace.next(), at++) {
        if (moments.contains(at)) {
          cut(disk, at);
        }
        disk.follow(event);
        if (event instanceof Event.Noted(String text)) {
          promises.note(text);
        }
      }
      atEnd.look(disk);
    }
    delete(space);
  }

  /// The moments just before syncs begin and after they end, before names change and after promises
  /// were made; and any others.
  private Set<Integer> moments(int count) throws IOException {
    List<Integer> decided = new ArrayList<>();
    List<Integer> names = new ArrayList<>();
    Set<Integer> moments = new HashSet<>();
    boolean opening = throughOpening;
    int at = 0;
    try (Trace trace = Trace.open(child.trace())) {
      for (Event event = trace.next(); event != null; event = trace.next(), at++) {
        opening &= !(event instanceof Event.Noted);
        if (opening) {
          moments.add(at);
        }
        switch (event) {
          case Event.SyncBegun _ -> decided.add(at);
          case Event.SyncEnded _ -> decided.add(at + 1);
          case Event.Noted(String text) -> {
            if (text.startsWith("end")) {
              decided.add(at + 1);
            }
          }
          case Event.Renamed _, Event.Removed _, Event.DirectoryMade _ -> names.add(at);
          default -> {}
        }
      }
    }
    int share = count / (DECIDED + ANY + 1);
    int most = Math.min(moments.size() + count, at);
    pick(moments, names, moments.size() + share);
    pick(moments, decided, moments.size() + share * DECIDED);
    while (moments.size() < most) {
      moments.add(random.nextInt(at));
    }
    return moments;
  }

  private void pick(Set<Integer> moments, List<Integer> from, int size) {
    List<Integer> left = new ArrayList<>(from);
    while (moments.size() < size && !left.isEmpty()) {
      moments.add(left.remove(random.nextInt(left.size())));
    }
  }

  private Loss loss() {
    return switch (cuts % 5) {
      case 0 -> Loss.STRICT;
      case 1 -> Loss.OCTETS;
      default -> Loss.random(random.nextLong());
    };
  }

  private void cut(Disk disk, int at) throws Exception {
    Loss loss = loss();
    cuts++;
    Path found = child.home().resolve("found");
    disk.rebuild(found, loss);
    try {
      open(found, at, loss);
    } finally {
      delete(found);
    }
  }

  /// Opens it, now and then twice: the second time as the first has left it.
  private void open(Path found, int at, Loss loss) {
    String where = "cut before event %d with %s: ".formatted(at, loss);
    Path directory = found.resolve(child.spool().getFileName());
    SpoolSettings settings = SpoolSettings.defaults(directory);
    try {
      Child.lendCode(shared, directory);
      for (int time = 0; time < (cuts % OPENED_TWICE == 0 ? 2 : 1); time++) {
        Promises.Findings findings;
        try (Spool spool = Spool.open(settings, InstantSource.system())) {
          opened += time == 0 ? 1 : 0;
          findings = promises.check(spool);
        }
        undone += time == 0 ? findings.undone() : 0;
        lost += findings.lost().size();
        if (findings.damaged() > 0) {
          problems.add(where + "something is said to be damaged");
        }
        findings.lost().stream().limit(MOST_TOLD).forEach(what -> problems.add(where + what));
      }
    } catch (Exception | AssertionError e) {
      problems.add(where + told(e));
    }
  }

  /// An exception with all its causes: the first alone says little of what was found.
  private static String told(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .map(Throwable::toString)
        .collect(Collectors.joining("; because "));
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /// What is not as it was promised, one line each.
  List<String> problems() {
    return problems;
  }

  int cuts() {
    return cuts;
  }

  /// How many of the spools did open.
  int opened() {
    return opened;
  }

  /// How many promises are not kept, over all cuts.
  int lost() {
    return lost;
  }

  @Override
  public String toString() {
    return "cuts %d, acknowledged %d, lost %d, opened %d, to be done twice %d"
        .formatted(cuts, promises.answered(), lost, opened, undone);
  }
}
