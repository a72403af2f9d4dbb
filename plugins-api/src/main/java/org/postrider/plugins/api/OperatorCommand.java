// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.io.PrintStream;
import java.util.List;

/// A command line verb that a plug-in adds, such as `user`.
public interface OperatorCommand {
  /// The verb: lower-case letters, digits and hyphens.
  String name();

  /// One line for the list of commands.
  String summary();

  /// How it is called, line by line, for `postrider help NAME` and after a wrong call.
  List<String> usage();

  /// Runs it; the result is the exit status: 0 done, 1 not done, 2 wrongly called.
  int run(List<String> arguments, Terminal terminal) throws Exception;

  /// Where the operator is.
  interface Terminal {
    /// For results.
    PrintStream out();

    /// For everything else.
    PrintStream err();

    /// Asks for a secret without showing it; where input is no terminal, its next line.
    String secret(String prompt);
  }
}
