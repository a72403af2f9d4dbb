// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.accounting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the output of `strace -f` tells of messages and syncs. A call that another thread
/// interrupts stands on two lines; one is taken to begin at its first and to end at its last.
final class SystemCalls {
  private static final Pattern LINE =
      Pattern.compile("(\\d+) +(?:<\\.\\.\\. (\\w+) resumed>(.*)|(\\w+)\\((\\d+)(.*))");
  private static final Pattern SYNCED = Pattern.compile(".*= 0$");
  private static final String UNFINISHED = "<unfinished ...>";

  /// How strace shows the end of a message's data, and our reply to it.
  private static final String END_OF_DATA = "\\r\\n.\\r\\n\"";

  private static final String QUEUED = "250 2.0.0 ";

  private final Map<String, Begun> begun = new HashMap<>();
  private final Map<Integer, Integer> endOfData = new HashMap<>();
  private final List<String> unsynced = new ArrayList<>();
  private int latestSyncBegan = -1;
  private int replies;
  private int syncs;

  private SystemCalls() {}

  static SystemCalls read(List<String> lines) {
    var calls = new SystemCalls();
    for (int at = 0; at < lines.size(); at++) {
      calls.line(at, lines.get(at));
    }
    return calls;
  }

  /// Replies that accept a message.
  int replies() {
    return replies;
  }

  /// Syncs that succeeded.
  int syncs() {
    return syncs;
  }

  /// Replies before which no sync began and ended since the message had arrived.
  List<String> unsynced() {
    return unsynced;
  }

  private void line(int at, String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return; // a signal or an end
    }
    String thread = parts.group(1);
    if (parts.group(2) != null) {
      Begun first = begun.remove(thread);
      if (first != null) {
        finished(first, at, first.text + parts.group(3), line);
      }
      return;
    }
    var call = new Begun(parts.group(4), Integer.parseInt(parts.group(5)), at, parts.group(6));
    if (call.isWrite() && call.text.contains(QUEUED)) {
      // Others see what is written from the moment the call begins.
      replied(call, line);
    }
    if (call.text.endsWith(UNFINISHED)) {
      begun.put(thread, call);
    } else {
      finished(call, at, call.text, line);
    }
  }

  private void finished(Begun call, int at, String text, String line) {
    if (call.isSync() && SYNCED.matcher(line).matches()) {
      syncs++;
      latestSyncBegan = Math.max(latestSyncBegan, call.at);
    } else if (call.isRead() && text.contains(END_OF_DATA)) {
      endOfData.put(call.file, at);
    }
  }

  private void replied(Begun call, String line) {
    @Nullable Integer arrived = endOfData.remove(call.file);
    if (arrived == null) {
      return; // a reply to another command
    }
    replies++;
    if (latestSyncBegan < arrived) {
      unsynced.add("line " + call.at + ": " + line);
    }
  }

  private record Begun(String name, int file, int at, String text) {
    boolean isSync() {
      return name.equals("fdatasync") || name.equals("fsync");
    }

    boolean isRead() {
      return name.startsWith("read") || name.startsWith("recv");
    }

    boolean isWrite() {
      return name.startsWith("write") || name.startsWith("send");
    }
  }
}
