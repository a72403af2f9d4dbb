// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// A plug-in's log, which goes where the program's goes. Any thread.
final class PluginLogger implements System.Logger {
  private final Logger log;

  PluginLogger(String plugin) {
    log = LoggerFactory.getLogger("plugins." + plugin);
  }

  @Override
  public String getName() {
    return log.getName();
  }

  @Override
  public boolean isLoggable(Level level) {
    return switch (level) {
      case ALL, TRACE -> log.isTraceEnabled();
      case DEBUG -> log.isDebugEnabled();
      case INFO -> log.isInfoEnabled();
      case WARNING -> log.isWarnEnabled();
      case ERROR -> log.isErrorEnabled();
      case OFF -> false;
    };
  }

  private void write(Level level, @Nullable String text, @Nullable Throwable thrown) {
    LoggingEventBuilder line =
        switch (level) {
          case ALL, TRACE, OFF -> log.atTrace();
          case DEBUG -> log.atDebug();
          case INFO -> log.atInfo();
          case WARNING -> log.atWarn();
          case ERROR -> log.atError();
        };
    if (thrown != null) {
      line = line.setCause(thrown);
    }
    line.log(text == null ? "" : text);
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String text,
      @Nullable Throwable thrown) {
    if (isLoggable(level)) {
      write(level, text, thrown);
    }
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object... parameters) {
    if (isLoggable(level)) {
      boolean filled = format != null && parameters != null && parameters.length > 0;
      write(level, filled ? MessageFormat.format(format, parameters) : format, null);
    }
  }
}
