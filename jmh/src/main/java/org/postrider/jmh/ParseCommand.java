// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.postrider.smtp.protocol.command.Command;
import org.postrider.smtp.protocol.command.CommandParser;

/// What it costs to make a command of a line, beside making a string of it.
///
/// `./mvnw -pl jmh -am -Pmeasure -DskipTests verify -Djmh.args=ParseCommand`
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParseCommand extends Measured {
  /// What clients say most, and what they say seldom.
  public enum Line {
    EHLO("EHLO client.example.org"),
    MAIL("MAIL FROM:<alice@example.org> SIZE=4096 BODY=8BITMIME"),
    RCPT("RCPT TO:<bob@example.net>"),
    QUOTED("RCPT TO:<\"bob the \\\"builder\\\"\"@[IPv6:2001:db8::25]>"),
    UTF8("RCPT TO:<δοκιμή@παράδειγμα.example>"),
    DATA("DATA"),
    JUNK("GET / HTTP/1.1");

    private final String text;

    Line(String text) {
      this.text = text;
    }
  }

  @Param Line line;
  private byte[] octets;

  /// Takes the line's octets.
  @Setup
  public void take() {
    octets = line.text.getBytes(StandardCharsets.UTF_8);
  }

  /// Parses it.
  @Benchmark
  public Command parse() {
    return CommandParser.parse(octets, 0, octets.length);
  }

  /// Only decodes it.
  @Benchmark
  public String decode() {
    return new String(octets, StandardCharsets.UTF_8);
  }
}
