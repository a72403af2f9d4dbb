// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.journey.Talk;
import org.postrider.gateway.settings.WrongConfiguration;

/// A plug-in's jar is replaced while the gateway runs.
class PluginReloadTest {
  @TempDir Path directory;
  private TestJars jars;
  private Path jar;

  @BeforeEach
  void prepare() throws IOException {
    jars = new TestJars(directory);
    jar = directory.resolve("plugins/fresh/fresh.jar");
    install("one", "");
  }

  /// Puts a plug-in in place as `mv` would. It answers MAIL with its version, and leaves a property
  /// when it is unloaded.
  private void install(String version, String first) throws IOException {
    Path made = directory.resolve("made/" + version + ".jar");
    jars.pack(
        made,
        Map.of(
            "fresh/P.java",
            """
            package fresh;
            import org.postrider.plugins.api.*;
            public final class P implements SmtpPlugin {
              public String name() { return "fresh"; }
              public void install(Host host) {
                host.onUnload(() -> System.setProperty("fresh.unloaded", "%1$s"));
                %2$s
                host.onMail(mail -> Verdict.refuse("5.7.1", "%1$s"));
              }
            }
            """
                .formatted(version, first),
            "module-info.java",
            TestJars.descriptor("fresh", "fresh")));
    Files.createDirectories(jar.getParent());
    Files.move(made, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String mail(Talk talk) throws IOException {
    return talk.ask("MAIL FROM:<me@example.org>");
  }

  @Test
  void sessionsKeepThePluginTheyBeganWithAndItIsUnloadedAfterTheLast() throws Exception {
    System.clearProperty("fresh.unloaded");
    try (LiveGateway live = LiveGateway.start(directory, "[plugins.fresh]")) {
      try (Talk before = live.talk()) {
        before.ask("EHLO client.example");
        install("two", "");
        live.gateway.reload();
        assertThat(live.send("client.example", "me")).isEqualTo("550 5.7.1 two");
        assertThat(mail(before)).isEqualTo("550 5.7.1 one");
        assertThat(System.getProperty("fresh.unloaded")).isNull();
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> "one".equals(System.getProperty("fresh.unloaded")));
      assertThat(live.send("client.example", "me")).isEqualTo("550 5.7.1 two");
    }
    assertThat(System.getProperty("fresh.unloaded")).isEqualTo("two");
  }

  @Test
  void whatCannotBeInstalledIsUnloadedAndTheOldOneStays() throws Exception {
    System.clearProperty("fresh.unloaded");
    try (LiveGateway live = LiveGateway.start(directory, "[plugins.fresh]")) {
      install("bad", "if (true) { throw new AssertionError(\"not today\"); }");
      assertThatExceptionOfType(WrongConfiguration.class)
          .isThrownBy(live.gateway::reload)
          .withMessageContaining("[plugins.fresh]: cannot be installed: ")
          .withMessageContaining("not today");
      assertThat(System.getProperty("fresh.unloaded")).isEqualTo("bad");
      Files.writeString(jar, "no jar at all");
      assertThatExceptionOfType(WrongConfiguration.class)
          .isThrownBy(live.gateway::reload)
          .withMessageContaining("[plugins.fresh]: ");
      assertThat(live.send("client.example", "me")).isEqualTo("550 5.7.1 one");
    }
  }

  @Test
  void oneThatHangsWhenItIsUnloadedHoldsUpNothing() throws Exception {
    install("slow", "host.onUnload(() -> java.util.concurrent.locks.LockSupport.park());");
    try (LiveGateway live = LiveGateway.start(directory, "[plugins.fresh]")) {
      install("next", "");
      live.gateway.reload();
      assertThat(live.send("client.example", "me")).isEqualTo("550 5.7.1 next");
    }
  }
}
