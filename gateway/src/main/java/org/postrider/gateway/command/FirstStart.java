// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.List;
import org.postrider.gateway.Offline;
import org.postrider.gateway.first.FirstRun;
import org.postrider.plugins.api.OperatorCommand;

/// Makes configuration and first user. The configuration gets its name last, so that a first start
/// that was cut off is made again.
record FirstStart(Console console, Offline offline) {
  private static final String ADD_USER = "user";

  /// The password of the user that was made.
  String make(Path file) throws Exception {
    Path directory = Options.directory(file);
    Path made = directory.resolve("postrider.toml.new");
    SecureRandom random = new SecureRandom();
    Files.deleteIfExists(made);
    FirstRun.make(directory, made, offline.clock().instant(), random);
    String password = FirstRun.password(random);
    OperatorCommand user = offline.plugins(made, console.environment()).commands().get(ADD_USER);
    if (user == null) {
      throw Failure.of("the plug-in users adds no command " + ADD_USER);
    }
    Answering answering = new Answering(console, password);
    List<String> rest = List.of(FirstRun.USER, "--password-stdin");
    boolean there = Files.exists(directory.resolve("users"));
    int status = user.run(List.of(there ? "passwd" : "add", rest.get(0), rest.get(1)), answering);
    if (status != Program.DONE) {
      throw Failure.of("cannot make the first user " + FirstRun.USER);
    }
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    return password;
  }

  /// Gives a made password to the command that would ask an operator.
  private record Answering(Console console, String password) implements OperatorCommand.Terminal {
    @Override
    public PrintStream out() {
      return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    @Override
    public PrintStream err() {
      return console.err();
    }

    @Override
    public String secret(String prompt) {
      return password;
    }
  }
}
