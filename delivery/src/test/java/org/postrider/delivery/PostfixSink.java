// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.postrider.testkit.Child;
import org.postrider.testkit.Outside;

/// Postfix's `smtp-sink`, which takes all mail, but for what its options say. Close it to end it.
record PostfixSink(Child child, int port) implements AutoCloseable {
  private static final String BACKLOG = "1000";

  static PostfixSink start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Outside.program("smtp-sink").toString());
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.addAll(List.of(options));
    InetSocketAddress address = Child.freeAddress();
    command.add("127.0.0.1:" + address.getPort());
    command.add(BACKLOG);
    Path log = Files.createTempFile("postrider-sink", ".log");
    log.toFile().deleteOnExit();
    return new PostfixSink(Child.start(log, address, command), address.getPort());
  }

  @Override
  public void close() {
    child.close();
  }
}
