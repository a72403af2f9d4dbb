// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/// The log for people who look after the machine: lines on standard error, found by Logback itself.
/// Warnings only, until the configuration was read and says otherwise.
public final class DiagnosticLog extends ContextAwareBase implements Configurator {
  private static final String LINE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: "
          + "%replace(%msg){'[\\x00-\\x1f\\x7f]', '?'}%n%ex{full}";

  /// Forged or broken DNS is an outcome that the mail log tells; here it would be a page for each
  /// answer, as an error, at the will of strangers.
  private static final String VALIDATION = "org.xbill.DNS.dnssec";

  /// Called by Logback.
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(LINE);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    context.getLogger(VALIDATION).setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// How much is said: `error`, `warn`, `info`, `debug` or `trace`. Libraries say `info` only from
  /// `debug` on.
  public static void level(String level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      Level ours = Level.toLevel(level, Level.INFO);
      Level theirs = ours.isGreaterOrEqual(Level.INFO) ? Level.WARN : Level.INFO;
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(theirs);
      context.getLogger("org.postrider").setLevel(ours);
      context.getLogger(VALIDATION).setLevel(theirs == Level.WARN ? Level.OFF : theirs);
    }
  }
}
