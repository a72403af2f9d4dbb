// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/// What all measurements have in common, so that they can be compared: two forks, a fixed heap,
/// five seconds of warming up and five of measuring. The command line can ask for more.
@Fork(
    value = 2,
    jvmArgs = {
      "-Xms1g",
      "-Xmx1g",
      "-XX:+UseG1GC",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.SECONDS)
abstract class Measured {}
