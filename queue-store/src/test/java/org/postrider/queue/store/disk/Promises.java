// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.contract.Mail;
import org.postrider.queue.store.contract.SpoolCheck;
import org.postrider.smtp.protocol.message.MessageId;

/// What a spool has said until some moment, and whether it holds.
final class Promises {
  private static final int PROBE = 20_000_000;

  private final Map<Integer, Progress> all = new TreeMap<>();

  /// How many steps of a course were begun, and how many answered.
  private static final class Progress {
    private final Course course;
    private int begun;
    private int answered;

    private Progress(Course course) {
      this.course = course;
    }
  }

  /// What was found in a spool.
  ///
  /// @param lost what was promised and is not so, in words; empty if all is well
  /// @param undone steps that were begun, not answered, and have left no trace: they will be done
  ///   again
  /// @param damaged what the spool says was damaged
  record Findings(List<String> lost, int undone, long damaged) {}

  /// What another has been promised was promised here too; what it has not been answered may be.
  void takeAll(Promises other) {
    other.all.forEach((number, theirs) -> {
      Progress ours = new Progress(theirs.course);
      ours.begun = theirs.begun;
      ours.answered = theirs.answered;
      all.put(number, ours);
    });
  }

  /// Takes a note of [Load].
  void note(String text) {
    String[] word = text.split(" ");
    Progress progress =
        all.computeIfAbsent(Integer.valueOf(word[1]), n -> new Progress(new Course(n)));
    int steps = Integer.parseInt(word[2]) + 1;
    if (word[0].equals("begin")) {
      progress.begun = steps;
    } else {
      progress.answered = steps;
    }
  }

  /// How many steps were answered.
  int answered() {
    return all.values().stream().mapToInt(progress -> progress.answered).sum();
  }

  /// Looks whether all of it holds, nothing else is there, and the spool goes on.
  Findings check(Spool spool) throws Exception {
    Map<MessageId, List<Listing.Item>> found =
        Mail.list(spool, Query.ALL).stream().collect(groupingBy(item -> item.entry().message()));
    Set<MessageId> unknown = new HashSet<>(found.keySet());
    List<String> lost = new ArrayList<>();
    int undone = 0;
    for (Progress progress : all.values()) {
      Course course = progress.course;
      List<Entry> entries = new ArrayList<>();
      for (MessageId id : List.of(course.id(), course.noticeId())) {
        unknown.remove(id);
        found.getOrDefault(id, List.of()).forEach(item -> entries.add(item.entry()));
      }
      checkMessages(spool, course, found, lost);
      if (entries.equals(course.after(progress.answered)) || halfDone(progress, entries)) {
        undone += progress.begun - progress.answered;
      } else if (!entries.equals(course.after(progress.begun))) {
        lost.add(
            "%s after %d steps, of which %d answered, has %s instead of %s"
                .formatted(
                    course.id(),
                    progress.begun,
                    progress.answered,
                    entries,
                    course.after(progress.answered)));
      }
    }
    unknown.forEach(id -> lost.add(id + " was never given"));
    if (lost.isEmpty()) {
      SpoolCheck.check(spool);
      goesOn(spool, lost);
    }
    return new Findings(lost, undone, spool.health().damaged());
  }

  /// What an operator does to a message may be done to some of its entries only; an outcome and a
  /// commit are done whole.
  private static boolean halfDone(Progress progress, List<Entry> entries) {
    Course course = progress.course;
    if (progress.begun == progress.answered || !course.isAlteration(progress.answered)) {
      return false;
    }
    Map<EntryName, Entry> old = byName(course.after(progress.answered));
    Map<EntryName, Entry> changed = byName(course.after(progress.begun));
    Map<EntryName, Entry> found = byName(entries);
    return old.keySet().containsAll(found.keySet())
        && old.entrySet().stream()
            .allMatch(entry -> {
              Entry now = found.get(entry.getKey());
              return entry.getValue().equals(now)
                  || Objects.equals(now, changed.get(entry.getKey()));
            });
  }

  private static Map<EntryName, Entry> byName(List<Entry> entries) {
    return entries.stream().collect(toMap(Entry::name, Function.identity()));
  }

  private static void checkMessages(
      Spool spool, Course course, Map<MessageId, List<Listing.Item>> found, List<String> lost)
      throws Exception {
    Map<MessageId, byte[]> expected = new HashMap<>();
    if (found.containsKey(course.id())) {
      expected.put(course.id(), course.octets());
    }
    if (found.containsKey(course.noticeId())) {
      expected.put(course.noticeId(), course.noticeOctets());
    }
    for (var message : expected.entrySet()) {
      Listing.Item item = found.get(message.getKey()).getFirst();
      byte[] octets = Mail.withHead(message.getValue());
      if (!Arrays.equals(octets, Mail.content(spool, message.getKey()))) {
        lost.add(message.getKey() + " has other octets");
      }
      if (item.envelope().size() != octets.length
          || !item.envelope().account().equals("alice")
          || !Arrays.equals(item.envelope().head(), Mail.HEAD)) {
        lost.add(message.getKey() + " has another envelope");
      }
    }
  }

  /// A spool that keeps everything and takes nothing is of no use.
  private static void goesOn(Spool spool, List<String> lost) throws Exception {
    Entry entry = Mail.entry(Mail.id(PROBE), 0, Mail.NOON, "probe@z.example");
    Commit commit = Mail.commit(spool, Mail.octets(3000, PROBE), entry);
    if (!(commit instanceof Commit.Kept)) {
      lost.add("takes nothing: " + commit);
    } else if (!Mail.list(spool, Query.of(entry.message())).getFirst().entry().equals(entry)) {
      lost.add("does not list what it took");
    } else {
      Mail.settle(spool, entry, new Outcome.Delivered());
      if (!Mail.list(spool, Query.of(entry.message())).isEmpty()) {
        lost.add("does not settle what it took");
      }
    }
  }
}
