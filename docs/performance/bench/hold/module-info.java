// SPDX-License-Identifier: Apache-2.0
/// Holds whatever is accepted, so that accepting can be measured alone.
module bench.hold {
  requires org.postrider.plugins.api;

  provides org.postrider.plugins.api.SmtpPlugin with
      bench.hold.Hold;
}
