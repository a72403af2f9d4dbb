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
import org.postrider.gateway.first.OwnFiles;
import org.postrider.gateway.first.Ports;
import org.postrider.plugins.api.OperatorCommand;

/// Makes configuration and first user. The configuration gets its name last, so that a first start
/// that was cut off is made again.
record FirstStart(Console console, Offline offline) {
  private static final String ADD_USER = "user";

  /// The password of the user that was made.
  String make(Path file, Ports ports) throws Exception {
    Path directory = Options.directory(file);
    Path made = directory.resolve("postrider.toml.new");
    SecureRandom random = new SecureRandom();
    OwnFiles.directory(directory);
    Files.deleteIfExists(made);
    FirstRun.make(directory, made, ports, offline.clock().instant(), random);
    String password = FirstRun.password(random);
    Path users = directory.resolve("users");
    if (!Files.exists(users)) {
      OwnFiles.write(users, "");
    }
    OperatorCommand user = offline.plugins(made, console.environment()).commands().get(ADD_USER);
    if (user == null) {
      throw Failure.of("the plug-in users adds no command " + ADD_USER);
    }
    if (add(user, "add", password) != Program.DONE
        && add(user, "passwd", password) != Program.DONE) {
      throw Failure.of("cannot make the first user " + FirstRun.USER);
    }
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    return password;
  }

  /// An earlier first start that was cut off may have made the user already.
  private int add(OperatorCommand user, String how, String password) throws Exception {
    return user.run(List.of(how, FirstRun.USER, "--password-stdin"), new Answering(password));
  }

  /// Gives a made password to the command that would ask an operator.
  private record Answering(String password) implements OperatorCommand.Terminal {
    @Override
    public PrintStream out() {
      return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    @Override
    public PrintStream err() {
      return out();
    }

    @Override
    public String secret(String prompt) {
      return password;
    }
  }
}
