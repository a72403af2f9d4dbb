// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.Route;

class LimitsReaderTest {
  @TempDir Path home;

  private GatewaySettings read(String toml) throws Exception {
    Path file = home.resolve("postrider.toml");
    Files.writeString(file, toml);
    return SettingsReader.read(file, Map.of());
  }

  @Test
  void limitsAreOfAllHopsOrOfARouteOrOfAHost() throws Exception {
    DeliverySettings delivery =
        read("""
        hostname = "mx.example.org"
        [[listener]]
        name = "mx"
        kind = "mx"
        address = "127.0.0.1:2525"
        [delivery]
        connections-per-hop = 7
        rate = "600/1h"
        [[route]]
        domains = ["a.example"]
        hop = "mx"
        rate = "any"
        share = 3
        [[route]]
        domains = ["b.example"]
        hop = "mx"
        [[hop]]
        hosts = ["MX.big.example", "*.huge.example"]
        recipients-per-message = 5
        """)
            .delivery();
    HopLimits.Rate rate = new HopLimits.Rate(600, Duration.ofHours(1));
    HopLimits all = new HopLimits(7, 100, 100, rate, 1);
    assertThat(delivery.limits()).isEqualTo(all);
    assertThat(delivery.routes())
        .extracting(Route::hop)
        .containsExactly(
            new Route.Exchangers(
                25, Route.Tls.PUBLISHED, List.of(), new HopLimits(7, 100, 100, null, 3)),
            new Route.Exchangers(25, Route.Tls.PUBLISHED));
    HopLimits big = new HopLimits(7, 100, 5, rate, 1);
    assertThat(delivery.limits(List.of("x.example", "mx.big.example"), null)).isEqualTo(big);
    assertThat(delivery.limits(List.of("a.b.huge.example"), all)).isEqualTo(big);
    assertThat(delivery.limits(List.of("huge.example"), null)).isEqualTo(all);
  }
}
