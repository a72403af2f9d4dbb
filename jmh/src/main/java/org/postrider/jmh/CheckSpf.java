// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.net.InetAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.postrider.mail.auth.spf.Spf;
import org.postrider.mail.auth.spf.SpfOutcome;
import org.postrider.mail.auth.spf.SpfRequest;

/// What SPF costs for a record with ten terms that ask DNS, where all answers are at hand: nine
/// others are included, and the last term fits.
///
/// `./mvnw -pl jmh -am -Pmeasure -DskipTests verify -Djmh.args=CheckSpf`
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CheckSpf extends Measured {
  private static final String INCLUDED =
      "v=spf1 ip4:203.0.113.0/25 ip4:198.51.100.0/24 ip4:203.0.113.128/26 ip6:2001:db8:1::/48"
          + " ip4:10.1.0.0/16 ip4:10.2.0.0/16 ~all";

  private final Remembered lookup = new Remembered();
  private SpfRequest request;

  /// Publishes the records.
  @Setup
  public void publish() {
    StringBuilder record = new StringBuilder("v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32");
    for (int i = 0; i < 9; i++) {
      String name = "spf" + i + ".example.com";
      record.append(" include:").append(name);
      lookup.text(name, INCLUDED);
    }
    lookup.text("example.com", record.append(" a:%{ir}.x.example.com -all").toString());
    lookup.address("1.2.0.192.x.example.com", "192.0.2.1");
    InetAddress client = InetAddress.ofLiteral("192.0.2.1");
    request =
        new SpfRequest(client, "h.example.com", "a@example.com", "mx.us.example", Instant.EPOCH);
  }

  /// Checks it.
  @Benchmark
  public SpfOutcome check() {
    return Spf.check(request, lookup);
  }
}
