// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.postrider.plugins.api.OperatorCommand;

/// How a command ended: its exit status and what it printed.
public record Ran(int status, String out, String err) {
  static Ran run(List<OperatorCommand> commands, List<String> words, List<String> secrets) {
    OperatorCommand command =
        commands.stream()
            .filter(each -> each.name().equals(words.getFirst()))
            .findFirst()
            .orElseThrow(() -> new AssertionError("the plug-in adds no command " + words));
    try (Paper paper = new Paper(secrets.iterator())) {
      int status = command.run(words.subList(1, words.size()), paper);
      return new Ran(status, paper.printed(paper.outOctets), paper.printed(paper.errOctets));
    } catch (Exception e) {
      throw new AssertionError("the command threw: " + words, e);
    }
  }

  /// A terminal that keeps what is printed and answers what was given.
  private static final class Paper implements OperatorCommand.Terminal, AutoCloseable {
    private final ByteArrayOutputStream outOctets = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errOctets = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(outOctets, true, StandardCharsets.UTF_8);
    private final PrintStream err = new PrintStream(errOctets, true, StandardCharsets.UTF_8);
    private final Iterator<String> secrets;

    Paper(Iterator<String> secrets) {
      this.secrets = secrets;
    }

    String printed(ByteArrayOutputStream octets) {
      return octets.toString(StandardCharsets.UTF_8);
    }

    @Override
    public PrintStream out() {
      return out;
    }

    @Override
    public PrintStream err() {
      return err;
    }

    @Override
    public String secret(String prompt) {
      if (!secrets.hasNext()) {
        throw new AssertionError("asked for a secret that the test does not give: " + prompt);
      }
      return secrets.next();
    }

    @Override
    public void close() {
      out.close();
      err.close();
    }
  }
}
