// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

/// Where the program begins.
public final class Main {
  private Main() {}

  /// Runs it.
  public static void main(String[] args) {
    System.out.println("postrider " + args.length);
  }
}
