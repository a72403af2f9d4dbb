// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.OperatorCommand;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.protocol.message.Content;

class PluginHarnessTest {
  private static final Verdict NO = Verdict.refuse("5.7.1", "no");

  private static PluginHarness with(Consumer<Host> install) {
    return PluginHarness.with(new Probe(install));
  }

  @Test
  void whatIsNotAskedForPasses() {
    PluginHarness harness = with(_ -> {});
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    assertThat(harness.hello("a.example").verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.mail("<a@b.example>").verdict()).isEqualTo(Verdict.pass());
    Addressed addressed = harness.mail("<>").recipient("c@d.example");
    assertThat(addressed.relay()).isEqualTo(Relay.PASS);
    assertThat(addressed.verdict()).isEqualTo(Verdict.pass());
    assertThat(addressed.message("\r\n")).isEqualTo(Verdict.pass());
    assertThat(harness.password("a", "b")).isEmpty();
    assertThat(harness.scram("a")).isEmpty();
  }

  @Test
  void anEndUndoesWhatWasBegunLastFirst() {
    List<String> ended = new ArrayList<>();
    PluginHarness harness =
        with(host -> {
          host.onUnload(() -> ended.add("first"));
          host.onUnload(() -> ended.add("second"));
        });
    harness.unload();
    assertThat(ended).containsExactly("second", "first");
  }

  @Test
  void eachQuestionCarriesWhatTheTestSaid() {
    List<Object> asked = new ArrayList<>();
    PluginHarness harness =
        with(
                host -> {
                  host.onConnection(q -> noted(asked, q, Verdict.pass()));
                  host.onHello(q -> noted(asked, q, Verdict.pass()));
                  host.onMail(q -> noted(asked, q, Verdict.pass()));
                  host.onRecipient(q -> noted(asked, q, NO));
                })
            .client("2001:db8::7")
            .listener(ListenerKind.SUBMISSION)
            .tls("TLSv1.3 X")
            .account("tim");
    harness.connection();
    harness.hello("h.example").verdict();
    Transaction transaction = harness.mail("<a@b.example>").size(7).parameter("BODY", "8BITMIME");
    transaction.verdict();
    assertThat(transaction.recipient("c@d.example").recipient("e@f.example").verdict())
        .isEqualTo(NO);
    assertThat(asked)
        .extracting(Object::toString)
        .satisfiesExactly(
            text -> assertThat(text).contains("submission", "2001:db8:0:0:0:0:0:7", "TLSv1.3 X"),
            text -> assertThat(text).contains("h.example", "extended=true"),
            text -> assertThat(text).contains("account=tim", "declaredSize=7", "BODY=8BITMIME"),
            text -> assertThat(text).contains("e@f.example"));
    assertThat(((Mail) asked.get(2)).isAuthenticated()).isTrue();
    assertThat(((Recipient) asked.get(3)).mail()).isEqualTo(asked.get(2));
  }

  private static <Q, A> A noted(List<? super Q> asked, Q question, A answer) {
    asked.add(question);
    return answer;
  }

  @Test
  void showsAMessageAsItWouldBeKept() {
    Change body = new Change.ReplaceBody(Content.of(new byte[] {'c'}));
    List<Change> first =
        List.of(
            new Change.ReplaceField("subject", 1, "b"),
            new Change.DeleteField("X", 2),
            new Change.InsertField(1, "Below-Trace", "1"));
    List<Change> second = List.of(new Change.AddField("Above", "2"), body);
    assertThat(
            with(
                    host -> {
                      host.onMessage(_ -> new ContentVerdict.Amend(first));
                      host.onMessage(_ -> new ContentVerdict.Amend(second));
                    })
                .mail("<>")
                .recipient("c@d.example")
                .amended("Subject: a\r\nX: 1\r\nX: 2\r\n\r\nbody\r\n"))
        .isEqualTo("Above: 2\r\nBelow-Trace: 1\r\nsubject: b\r\nX: 1\r\n\r\nc\r\n");
    assertThat(with(_ -> {}).mail("<>").recipient("c@d.example").amended("\r\n")).isEqualTo("\r\n");
    Addressed refused = with(host -> host.onMessage(_ -> NO)).mail("<>").recipient("c@d.example");
    assertThatThrownBy(() -> refused.amended("\r\n")).isInstanceOf(AssertionError.class);
  }

  @Test
  void keepsThingsForASession() {
    List<Kept> kept = new ArrayList<>();
    PluginHarness harness =
        with(host -> {
          host.onConnection(connection -> noted(kept, keep(connection), Verdict.pass()));
          host.onMail(mail -> noted(kept, keep(mail.hello().connection()), Verdict.pass()));
        });
    harness.connection();
    harness.mail("<>").verdict();
    assertThat(kept.get(1)).isSameAs(kept.get(0));
    assertThat(kept.get(0).isClosed).isFalse();
    harness.endSession();
    assertThat(kept.get(0).isClosed).isTrue();
    harness.connection();
    assertThat(kept.get(2)).isNotSameAs(kept.get(0));
  }

  private static Kept keep(Connection connection) {
    return connection.session().keep(Kept.class, Kept::new);
  }

  private static final class Kept implements AutoCloseable {
    private boolean isClosed;

    @Override
    public void close() {
      isClosed = true;
    }
  }

  @Test
  void theFirstRefusalWinsAndChangesAddUp() {
    Change one = new Change.AddField("X-One", "1");
    Change two = new Change.AddField("X-Two", "2");
    assertThat(
            with(
                    host -> {
                      host.onMail(_ -> Verdict.pass());
                      host.onMail(_ -> NO);
                      host.onMail(_ -> Verdict.later("4.7.1", "later"));
                    })
                .mail("<>")
                .verdict())
        .isEqualTo(NO);
    assertThat(
            with(
                    host -> {
                      host.onMessage(_ -> new ContentVerdict.Amend(List.of(one)));
                      host.onMessage(_ -> new ContentVerdict.Amend(List.of(two)));
                    })
                .mail("<>")
                .recipient("c@d.example")
                .message("\r\n"))
        .isEqualTo(new ContentVerdict.Amend(List.of(one, two)));
  }

  @Test
  void oneAllowanceSufficesAndDenialIsFinal() {
    assertThat(
            with(
                    host -> {
                      host.onRelay(_ -> Relay.ALLOW);
                      host.onRelay(_ -> Relay.PASS);
                    })
                .mail("<>")
                .recipient("c@d.example")
                .relay())
        .isEqualTo(Relay.ALLOW);
    assertThat(
            with(
                    host -> {
                      host.onRelay(_ -> Relay.ALLOW);
                      host.onRelay(_ -> Relay.DENY);
                    })
                .mail("<>")
                .recipient("c@d.example")
                .relay())
        .isEqualTo(Relay.DENY);
  }

  @Test
  void contentCanBeRead() {
    Addressed addressed =
        with(host ->
                host.onMessage(message -> {
                  try (InputStream in = message.content().open()) {
                    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    return new ContentVerdict.Hold(message.content().size() + text);
                  }
                }))
            .mail("<>")
            .recipient("c@d.example");
    assertThat(addressed.message("hi\r\n")).isEqualTo(new ContentVerdict.Hold("4hi\r\n"));
  }

  @Test
  void theClockMovesOnlyByHand() {
    List<Instant> seen = new ArrayList<>();
    PluginHarness harness =
        with(host ->
            host.onConnection(_ -> noted(new ArrayList<>(), seen.add(host.clock().instant()), NO)));
    harness.connection();
    harness.advance(Duration.ofHours(2)).connection();
    harness.at(Instant.EPOCH).connection();
    assertThat(seen)
        .containsExactly(
            Instant.parse("2026-01-05T12:00:00Z"),
            Instant.parse("2026-01-05T14:00:00Z"),
            Instant.EPOCH);
  }

  @Test
  void dnsIsWhatTheTestPutIn() throws IOException {
    FakeLookup dns =
        new FakeLookup()
            .address("a.example", "192.0.2.1")
            .address("A.example", "2001:db8::1")
            .text("a.example", "v=spf1 -all")
            .name("2001:db8::1", "a.example")
            .exchanger("a.example", "mx1.example")
            .exchanger("a.example", "mx2.example")
            .broken("b.example");
    assertThat(dns.addresses("a.EXAMPLE"))
        .containsExactly(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("2001:db8::1"));
    assertThat(dns.texts("a.example")).containsExactly("v=spf1 -all");
    assertThat(dns.names(InetAddress.ofLiteral("2001:db8:0::1"))).containsExactly("a.example");
    assertThat(dns.exchangers("a.example")).containsExactly("mx1.example", "mx2.example");
    assertThat(dns.addresses("c.example")).isEmpty();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> dns.texts("b.example"));
  }

  @Test
  void settingsAreReadAndUnknownOnesRefused() {
    List<Object> read = new ArrayList<>();
    Consumer<Host> reader =
        host -> {
          read.add(host.settings().text("text", "x"));
          read.add(host.settings().number("number", 1, 1, 9));
          read.add(host.settings().flag("flag", true));
          read.add(host.settings().duration("duration", Duration.ZERO));
          read.add(host.settings().size("size", 5));
          read.add(host.settings().texts("texts", List.of("a")));
          read.add(host.settings().path("path", Path.of("p")));
        };
    with(reader).directory(Path.of("/d")).install();
    with(reader)
        .directory(Path.of("/d"))
        .setting("text", "y")
        .setting("number", 9)
        .setting("flag", false)
        .setting("duration", "5m")
        .setting("size", "2KiB")
        .setting("texts", List.of("b", "c"))
        .setting("path", "/q")
        .install();
    assertThat(read)
        .containsExactly(
            "x",
            1L,
            true,
            Duration.ZERO,
            5L,
            List.of("a"),
            Path.of("/d/p"),
            "y",
            9L,
            false,
            Duration.ofMinutes(5),
            2_048L,
            List.of("b", "c"),
            Path.of("/q"));
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> with(reader).setting("number", 10).install())
        .withMessage("plugins.probe.number: 10 is not a whole number from 1 to 9");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> with(reader).setting("tetx", "y").install())
        .withMessage("plugins.probe: unknown keys [tetx]");
  }

  @Test
  void aPluginThatThrowsOrSaysNothingFailsTheTest() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() ->
            with(host ->
                    host.onConnection(_ -> {
                      throw new IOException("broken");
                    }))
                .connection())
        .havingCause()
        .withMessage("broken");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> with(host -> host.onPassword(_ -> missing())).password("a", "b"))
        .withMessageContaining("answered null");
  }

  @SuppressWarnings("NullAway") // what a plug-in must not do
  private static Optional<Login> missing() {
    return null;
  }

  @Test
  void countsLogsAndCommandsAreSeen() {
    PluginHarness harness =
        with(
                host -> {
                  host.meter().count("made");
                  host.logger().log(Level.INFO, "made {0}", "one");
                  host.logger().log(Level.WARNING, "odd", new IllegalStateException("why"));
                  host.onCommand(new Echo());
                })
            .install();
    assertThat(harness.counted("made")).isEqualTo(1);
    assertThat(harness.counted("lost")).isZero();
    assertThat(harness.logged())
        .containsExactly("INFO made one", "WARNING odd java.lang.IllegalStateException: why");
    assertThat(harness.command(List.of("echo", "a", "b"), "hidden"))
        .isEqualTo(new Ran(3, "[a, b]\n", "hidden\n"));
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> harness.command(List.of("other")));
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> harness.command(List.of("echo")));
  }

  private record Probe(Consumer<Host> install) implements SmtpPlugin {
    @Override
    public String name() {
      return "probe";
    }

    @Override
    public void install(Host host) {
      install.accept(host);
    }
  }

  private static final class Echo implements OperatorCommand {
    @Override
    public String name() {
      return "echo";
    }

    @Override
    public String summary() {
      return "Says it again";
    }

    @Override
    public List<String> usage() {
      return List.of("postrider echo WORD...");
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) {
      terminal.out().println(arguments);
      terminal.err().println(terminal.secret("Secret: "));
      return 3;
    }
  }
}
