// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// A host that takes connections, says nothing until it is opened, and then takes all mail. It
/// counts what it has taken, by recipient.
final class Gate extends LoopbackHost {
  final Map<String, Integer> taken = new ConcurrentHashMap<>();
  private final CountDownLatch opened = new CountDownLatch(1);

  Gate() throws IOException {
    start();
  }

  void open() {
    opened.countDown();
  }

  @Override
  void talk(BufferedReader in, OutputStream out) throws IOException, InterruptedException {
    opened.await();
    say(out, "220 hi");
    String recipient = "";
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("RCPT TO:")) {
        recipient = line.substring("RCPT TO:<".length(), line.indexOf('>'));
      }
      if (line.equals("DATA")) {
        say(out, "354 go");
        skipContent(in);
        taken.merge(recipient, 1, Integer::sum);
      }
      say(out, line.startsWith("EHLO") ? "250-host\r\n250 PIPELINING" : "250 ok");
    }
  }

  private static void skipContent(BufferedReader in) throws IOException {
    String line = in.readLine();
    while (line != null && !line.equals(".")) {
      line = in.readLine();
    }
  }

  @Override
  public void close() throws IOException {
    opened.countDown();
    super.close();
  }
}
