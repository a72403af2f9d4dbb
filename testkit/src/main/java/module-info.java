// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// What every module's tests share: a clock, a seed, scripted peers, golden files.
@NullMarked
module org.postrider.testkit {
  requires transitive org.junit.jupiter.api;
  requires static transitive org.jspecify;

  exports org.postrider.testkit;
}
