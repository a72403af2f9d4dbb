// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// One command of the command line.
interface Verb {
  /// What it is called and takes; without the options that all commands share.
  CommandSpec spec();

  /// Does it; the result is the exit status.
  int run(ParseResult given) throws Exception;
}
