// SPDX-License-Identifier: Apache-2.0
import ch.qos.logback.classic.spi.Configurator;
import org.jspecify.annotations.NullMarked;
import org.postrider.gateway.observe.DiagnosticLog;

/// The program: reads settings, loads plug-ins, builds and wires the parts, starts and stops them,
/// answers the operator.
@NullMarked
@SuppressWarnings("requires-automatic") // tomlj and the Prometheus client only name themselves
module org.postrider.gateway {
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires com.github.benmanes.caffeine;
  requires info.picocli;
  requires io.prometheus.metrics.config;
  requires io.prometheus.metrics.core;
  requires io.prometheus.metrics.instrumentation.jvm;
  requires io.prometheus.metrics.model;
  requires io.prometheus.writer.text;
  requires java.net.http;
  requires jdk.httpserver;
  requires jdk.unsupported;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.postrider.delivery;
  requires org.postrider.smtp.server;
  requires org.slf4j;
  requires org.tomlj;
  requires tools.jackson.databind;
  requires static transitive org.jspecify;

  uses org.postrider.plugins.api.SmtpPlugin;

  provides Configurator with
      DiagnosticLog;
}
