// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.ClientSession.Manners;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.ScramLookup;
import org.postrider.plugins.api.ScramVerifier;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;

/// Asks a plug-in questions, in one line:
///
/// ```java
/// PluginHarness.with(new Monday()).mail("<a@b.example>").verdict()
/// ```
///
/// First say what is different from the usual (settings, directory, look-ups, who the client is),
/// then ask. The plug-in is installed with the first question, or by [#install]; from then on its
/// settings stand. A kind of question that it has not registered for is answered as the gateway
/// would: it passes.
///
/// What the plug-in throws comes out of the question as the cause of an [AssertionError], and so
/// does an answer that is null. For one thread, except where a test asks from several.
public final class PluginHarness {
  private final SmtpPlugin plugin;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final FakeLookup lookup = new FakeLookup();
  private final VirtualClock clock = new VirtualClock();
  private final Recorder recorder = new Recorder();
  private @Nullable Path directory;
  private @Nullable FakeHost host;
  private String client = "192.0.2.10";
  private ListenerKind listener = ListenerKind.MX;
  private String tls = "";
  private String account = "";
  private Manners manners = Manners.PATIENT;
  private KeptSession session = new KeptSession(manners);

  private PluginHarness(SmtpPlugin plugin) {
    this.plugin = plugin;
  }

  /// A harness for one plug-in, with no settings and a clock that stands at midday on Monday, 5
  /// January 2026, UTC.
  public static PluginHarness with(SmtpPlugin plugin) {
    return new PluginHarness(plugin);
  }

  /// Sets a key of the plug-in's block: a text, a whole number, a truth or a list of texts.
  public PluginHarness setting(String key, Object value) {
    values.put(key, value);
    return this;
  }

  /// Where the plug-in's files are.
  public PluginHarness directory(Path path) {
    directory = path;
    return this;
  }

  /// The DNS that the plug-in sees, to be filled.
  public FakeLookup lookup() {
    return lookup;
  }

  /// Sets the clock.
  public PluginHarness at(Instant now) {
    clock.set(now);
    return this;
  }

  /// Moves the clock.
  public PluginHarness advance(Duration by) {
    clock.set(clock.instant().plus(by));
    return this;
  }

  /// Where the client comes from, as digits; else 192.0.2.10.
  public PluginHarness client(String address) {
    client = address;
    return this;
  }

  /// Which kind of listener it has come to; else MX.
  public PluginHarness listener(ListenerKind kind) {
    listener = kind;
    return this;
  }

  /// The protocol and cipher of the connection; else it is in the clear.
  public PluginHarness tls(String protocolAndCipher) {
    tls = protocolAndCipher;
    return this;
  }

  /// As whom the client has authenticated, by PLAIN; else it has not.
  public PluginHarness account(String name) {
    account = name;
    return this;
  }

  /// How the client behaves before it is greeted, from a new session on; else it waits.
  public PluginHarness manners(Manners before) {
    manners = before;
    return endSession();
  }

  /// Installs the plug-in, once. Throws a [SettingsException] for a key that it does not know, and
  /// whatever the plug-in throws.
  public PluginHarness install() {
    installed();
    return this;
  }

  FakeHost installed() {
    if (host == null) {
      MapSettings settings =
          new MapSettings(plugin.name(), directory == null ? Path.of("") : directory, values);
      FakeHost fresh = new FakeHost(settings, clock, lookup, new FakeMemory(clock), recorder);
      plugin.install(fresh);
      Set<String> unknown = settings.unknown();
      if (!unknown.isEmpty()) {
        throw new SettingsException("plugins." + plugin.name() + ": unknown keys " + unknown);
      }
      host = fresh;
    }
    return host;
  }

  /// What the plug-in says to a client that connects.
  public Verdict connection() {
    return Asking.verdict(installed().connection, client());
  }

  /// A client that says EHLO.
  public Greeting hello(String name) {
    return new Greeting(this, new Hello(client(), name, true));
  }

  /// A transaction of a client that said `EHLO client.example`; `sender` with or without angle
  /// brackets, `<>` for nobody.
  public Transaction mail(String sender) {
    return hello("client.example").mail(sender);
  }

  /// What the plug-in says to a name and password.
  public Optional<Login> password(String name, String password) {
    return Asking.first(installed().password, new PasswordCheck(client(), name, password));
  }

  /// What the plug-in knows for SCRAM-SHA-256.
  public Optional<ScramVerifier> scram(String name) {
    return Asking.first(installed().scram, new ScramLookup(client(), name, "SHA-256"));
  }

  /// What the plug-in has submitted, oldest first.
  public List<Posted> submitted() {
    return List.copyOf(installed().posted);
  }

  /// Runs an operator's command; `secrets` are what the operator types, one after the other.
  public Ran command(List<String> words, String... secrets) {
    return Ran.run(installed().commands, words, List.of(secrets));
  }

  /// Ends the plug-in, as a reload or a stop does: what it began last, first.
  public void unload() {
    installed().unloads.reversed().forEach(Runnable::run);
  }

  /// How often the plug-in has counted this.
  public long counted(String counter) {
    return recorder.counted(counter);
  }

  /// What the plug-in has logged: level, a blank and the text, oldest first.
  public List<String> logged() {
    return recorder.logged();
  }

  /// Ends the client's session and closes what the plug-in has kept for it; the next question is
  /// another session's.
  public PluginHarness endSession() {
    session.end();
    session = new KeptSession(manners);
    return this;
  }

  String account() {
    return account;
  }

  private Connection client() {
    return new Connection(
        listener.name().toLowerCase(Locale.ROOT),
        listener,
        new InetSocketAddress(InetAddress.ofLiteral(client), 40_025),
        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 25),
        tls,
        session);
  }
}
