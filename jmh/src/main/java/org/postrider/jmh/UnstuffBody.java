// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.postrider.smtp.protocol.stream.Unstuffer;

/// What it costs to find the end of a message and to take the stuffed dots out, in chunks of 16 KB
/// as they come from the net, beside only copying the octets.
///
/// `./mvnw -pl jmh -am -Pmeasure -DskipTests verify -Djmh.args=UnstuffBody`
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class UnstuffBody extends Measured {
  private static final int CHUNK = 16 << 10;
  private static final byte[] END = ".\r\n".getBytes(StandardCharsets.US_ASCII);

  @Param({"4096", "65536", "1048576"})
  int body;

  private byte[] octets;
  private byte[] out;
  private int length;

  /// Makes a body with a stuffed dot every fiftieth line, and its end.
  @Setup
  public void make() {
    byte[] text = Mail.body(body, true);
    octets = Arrays.copyOf(text, text.length + END.length);
    System.arraycopy(END, 0, octets, text.length, END.length);
    out = new byte[octets.length];
  }

  /// With dots out.
  @Benchmark
  public int unstuff() {
    var unstuffer = new Unstuffer();
    length = 0;
    for (int from = 0; from < octets.length; from += CHUNK) {
      unstuffer.feed(octets, from, Math.min(from + CHUNK, octets.length), this::keep);
    }
    if (!unstuffer.ended()) {
      throw new IllegalStateException("no end");
    }
    return length;
  }

  /// As they are.
  @Benchmark
  public int copy() {
    length = 0;
    for (int from = 0; from < octets.length; from += CHUNK) {
      keep(octets, from, Math.min(CHUNK, octets.length - from));
    }
    return length;
  }

  private void keep(byte[] from, int at, int count) {
    System.arraycopy(from, at, out, length, count);
    length += count;
  }
}
