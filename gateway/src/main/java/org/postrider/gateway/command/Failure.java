// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

/// A command that could not be done, in words for the operator; no stack trace is shown.
final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  private Failure(String message, int status) {
    super(message);
    this.status = status;
  }

  /// It was called rightly and could not be done.
  static Failure of(String message) {
    return new Failure(message, Program.NOT_DONE);
  }

  /// It was called wrongly.
  static Failure ofCall(String message) {
    return new Failure(message, Program.WRONGLY_CALLED);
  }

  /// The process's exit status.
  int status() {
    return status;
  }
}
