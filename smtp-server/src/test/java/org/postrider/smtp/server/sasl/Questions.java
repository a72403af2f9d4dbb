// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.Optional;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.ScramVerifier;

/// What the tests of all mechanisms share.
final class Questions {
  static final Connection CLIENT =
      new Connection(
          "submission",
          ListenerKind.SUBMISSION,
          new InetSocketAddress("192.0.2.7", 40_000),
          new InetSocketAddress("192.0.2.1", 587),
          "TLSv1.3 TLS_AES_128_GCM_SHA256");

  /// The clear, or a channel that nothing is known of.
  static final Channel UNBINDABLE =
      new Channel() {
        @Override
        public boolean isBindable() {
          return false;
        }

        @Override
        public Optional<byte[]> binding(String type) {
          return Optional.empty();
        }
      };

  /// A channel that is known by `data` to those who ask for `tls-exporter`.
  record Bindable(String data) implements Channel {
    @Override
    public boolean isBindable() {
      return true;
    }

    @Override
    public Optional<byte[]> binding(String type) {
      return type.equals("tls-exporter") ? Optional.of(octets(data)) : Optional.empty();
    }
  }

  private Questions() {}

  static ScramVerifier verifier(String account, String password, String salt, int iterations) {
    byte[] octets = Base64.getDecoder().decode(salt);
    byte[] salted =
        ScramFunctions.saltedPassword(
            ScramMechanism.SCRAM_SHA_256,
            StringPreparation.SASL_PREPARATION,
            password.toCharArray(),
            octets,
            iterations);
    return new ScramVerifier(
        account,
        octets,
        iterations,
        ScramFunctions.storedKey(
            ScramMechanism.SCRAM_SHA_256,
            ScramFunctions.clientKey(ScramMechanism.SCRAM_SHA_256, salted)),
        ScramFunctions.serverKey(ScramMechanism.SCRAM_SHA_256, salted));
  }

  static byte[] octets(String text) {
    return text.getBytes(UTF_8);
  }

  static String challenge(Step step) {
    assertThat(step).isInstanceOf(Step.Challenge.class);
    return new String(((Step.Challenge) step).octets(), UTF_8);
  }
}
