// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true",
    "0.0.0.0/0, ::1, false",
    "10.0.0.0/8, ::ffff:10.0.0.1, true", // the JDK makes an IPv4 address of it
  })
  void hasWhatSharesItsFirstBits(String network, String address, boolean has) {
    assertThat(Network.parse(network).has(InetAddress.ofLiteral(address))).isEqualTo(has);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "10.1",
        "10.0.0.1/8",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "256.0.0.0/8",
        "fe80::1%lo",
        "2001:db8::1/32",
        "2001:db8::/129",
        "mx.example",
        "[::1]",
        "10.0.0.0/8 "
      })
  void isNoNetwork(String text) {
    assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isWrittenAsItIsRead() {
    assertThat(Network.parse("192.0.2.0/24")).hasToString("192.0.2.0/24");
    assertThat(Network.parse("192.0.2.1")).hasToString("192.0.2.1");
  }

  @Test
  void takesNoMoreBitsThanThereAre() {
    InetAddress address = InetAddress.ofLiteral("192.0.2.0");
    assertThatThrownBy(() -> new Network(address, 33)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Network(address, 8)).isInstanceOf(IllegalArgumentException.class);
  }
}
