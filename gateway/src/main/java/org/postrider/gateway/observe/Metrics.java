// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.observe;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.postrider.plugins.api.Meter;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.protocol.report.FailureClass;
import org.postrider.smtp.server.PluginWatch;
import org.postrider.smtp.server.Question;

/// Counts what happens to mail, under the words of the mail log, and shows gauges that others
/// supply, in the text format of Prometheus. Any thread.
public final class Metrics implements Consumer<Told>, PluginWatch {
  /// The media type of [#write].
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final double[] TOOK = {
    0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30
  };
  private static final double[] AGE = {
    0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300, 3_600, 86_400
  };
  private static final String BY = "by";
  private static final String PLUGIN = "plugin";
  private static final String QUESTION = "question";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter accepted =
      counter("accepted", "Messages accepted, by listener.", "listener");
  private final Counter acceptedOctets = counter("accepted_octets", "Octets of accepted messages.");
  private final Counter refused =
      counter("refused", "Refusals, by stage, reply code and plug-in.", "stage", "code", BY);
  private final Counter authenticated =
      counter("authenticated", "Attempts to authenticate.", "mechanism", "proved");
  private final Counter discarded = counter("discarded", "Messages thrown away by a policy.", BY);
  private final Counter attempted =
      counter("attempted", "Attempts for one recipient, by how they ended.", "ending");
  private final Counter failures =
      counter(
          "failure_class",
          "Attempts for one recipient in vain, by what keeps the mail.",
          "ending",
          "class");
  private final Counter secured =
      counter(
          "delivered_security",
          "Deliveries for one recipient to hosts, by what the host has proved, and how.",
          "security",
          "protocol",
          "cipher");
  private final Counter notified = counter("notified", "Notifications put into the queue.", "kind");
  private final Counter throttled =
      counter("throttled", "Warnings that a next hop puts mail off again and again.");
  private final Counter composed =
      counter("composed", "Messages that plug-ins have put into the queue.", BY);
  private final Counter operated =
      counter("operated", "Entries of the queue that operators touched.", "act");
  private final Counter counted =
      counter("plugin_counted", "What plug-ins count.", PLUGIN, "counter");
  private final Counter asked =
      counter(
          "plugin_asked", "Questions to plug-ins, by what came of them.", PLUGIN, QUESTION, "fate");
  private final Counter compared =
      counter(
          "plugin_shadow",
          "Answers in shadow, by whether they agree with the ruling.",
          PLUGIN,
          QUESTION,
          "agrees");
  private final Histogram answerTook =
      histogram("plugin_seconds", "From question to answer or failure.", TOOK, PLUGIN, QUESTION);
  private final Histogram took =
      histogram("accepted_seconds", "From the end of a message to its 250.", TOOK);
  private final Histogram age =
      histogram("delivered_age_seconds", "From acceptance to delivery.", AGE);
  private final Map<Told.Ending, CounterDataPoint> endings = new EnumMap<>(Told.Ending.class);
  private final Map<String, CounterDataPoint> listeners = new ConcurrentHashMap<>();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  /// Registers what is counted here, and what the Java machine counts itself.
  public Metrics() {
    for (Told.Ending ending : Told.Ending.values()) {
      String word = ending.name().toLowerCase(Locale.ROOT);
      endings.put(ending, attempted.labelValues(word));
    }
    JvmMetrics.builder().register(registry);
  }

  /// Adds a gauge; `name` follows `postrider_`.
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name("postrider_" + name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /// Counters of a plug-in; the caller sees to it that they are not too many.
  public Meter meter(String plugin) {
    Map<String, CounterDataPoint> counters = new ConcurrentHashMap<>();
    return counter ->
        counters.computeIfAbsent(counter, known -> counted.labelValues(plugin, known)).inc();
  }

  @Override
  public Ear of(String plugin, Question question) {
    String word = question.word();
    Map<Fate, CounterDataPoint> fates = new EnumMap<>(Fate.class);
    for (Fate fate : Fate.values()) {
      fates.put(fate, asked.labelValues(plugin, word, fate.name().toLowerCase(Locale.ROOT)));
    }
    DistributionDataPoint seconds = answerTook.labelValues(plugin, word);
    return new Ear() {
      @Override
      public void asked(Fate fate, long nanos) {
        CounterDataPoint point = fates.get(fate);
        if (point != null) {
          point.inc();
        }
        if (fate != Fate.FULL && fate != Fate.SHUT) {
          seconds.observe(nanos / 1e9);
        }
      }

      @Override
      public void compared(boolean agrees) {
        compared.labelValues(plugin, word, Boolean.toString(agrees)).inc();
      }
    };
  }

  @Override
  public void accept(Told told) {
    switch (told) {
      case Told.Accepted message -> {
        String listener = message.mail().hello().connection().listener();
        listeners.computeIfAbsent(listener, name -> accepted.labelValues(name)).inc();
        acceptedOctets.inc(message.size());
        took.observe(message.took().toNanos() / 1e9);
      }
      case Told.Refused refusal ->
          refused
              .labelValues(refusal.stage(), Integer.toString(refusal.reply().code()), refusal.by())
              .inc();
      case Told.Authenticated login ->
          authenticated.labelValues(login.mechanism(), Boolean.toString(login.proved())).inc();
      case Told.Discarded message -> discarded.labelValues(message.by()).inc();
      case Told.Attempted attempt -> attempted(attempt);
      case Told.Notified notice -> notified.labelValues(notice.kind()).inc();
      case Told.Throttled _ -> throttled.inc();
      case Told.Composed message -> composed.labelValues(message.by()).inc();
      case Told.Operated act -> operated.labelValues(act.act()).inc(act.count());
    }
  }

  private void attempted(Told.Attempted attempt) {
    CounterDataPoint point = endings.get(attempt.ending());
    if (point != null) {
      point.inc();
    }
    if (attempt.ending() == Told.Ending.DELIVERED) {
      age.observe(attempt.age().toNanos() / 1e9);
      secured(attempt.security(), attempt.tls());
    }
    FailureClass failure = attempt.failure();
    if (failure != null) {
      failures.labelValues(attempt.ending().name().toLowerCase(Locale.ROOT), failure.word()).inc();
    }
  }

  private void secured(String security, String tls) {
    if (!security.isEmpty()) {
      int space = tls.indexOf(' ');
      String protocol = space < 0 ? "" : tls.substring(0, space);
      secured.labelValues(security, protocol, tls.substring(space + 1)).inc();
    }
  }

  /// Writes all of it.
  public void write(OutputStream out) throws IOException {
    writer.write(out, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name("postrider_" + name)
        .help(help)
        .labelNames(labels)
        .register(registry);
  }

  private Histogram histogram(String name, String help, double[] bounds, String... labels) {
    return Histogram.builder()
        .name("postrider_" + name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(bounds)
        .labelNames(labels)
        .register(registry);
  }
}
