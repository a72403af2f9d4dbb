// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.postrider.gateway.settings.Block;
import org.postrider.gateway.settings.GatewaySettings.PluginBlock;
import org.postrider.gateway.settings.WrongConfiguration;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.OperatorCommand;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.server.OnFailure;
import org.postrider.smtp.server.PolicySet;
import org.postrider.smtp.server.PolicySet.Breaker;
import org.postrider.smtp.server.PolicySet.Guard;

class PluginsTest {
  private final Map<String, Consumer<Host>> known = new LinkedHashMap<>();
  private final List<PluginBlock> blocks = new ArrayList<>();
  private final List<String> counted = new ArrayList<>();

  private PluginsTest with(String name, String toml, Consumer<Host> install)
      throws WrongConfiguration {
    known.put(name, install);
    blocks.add(new PluginBlock(name, Block.ofPlugin(name, toml, Path.of("/data"))));
    return this;
  }

  private Installed install() throws WrongConfiguration {
    HostParts parts =
        new HostParts(
            () -> Instant.EPOCH,
            new NoDns(),
            (_, _) -> NoMemory.NONE,
            plugin -> counter -> counted.add(plugin + "." + counter),
            Submitter.NONE);
    return new Plugins(this::load, parts).install(blocks);
  }

  private Loaded load(String name) throws UnusablePlugin {
    Consumer<Host> install = known.get(name);
    if (install == null) {
      throw new UnusablePlugin("not there");
    }
    return new Loaded(new Probe(name, install), "here", "1", "0.1.0");
  }

  private static void nothing(Host host) {}

  @Test
  void noPluginsMeanThatNobodyIsAsked() throws WrongConfiguration {
    Installed none = install();
    assertThat(none.plugins()).isEmpty();
    assertThat(none.commands()).isEmpty();
    assertThat(none.policies()).isEqualTo(PolicySet.NONE);
  }

  @Test
  void answersAreInTheOrderOfTheConfigurationUnderTheirPluginsNames() throws WrongConfiguration {
    Consumer<Host> all =
        host -> {
          host.onConnection(_ -> Verdict.pass());
          host.onHello(_ -> Verdict.pass());
          host.onPassword(_ -> Optional.empty());
          host.onScram(_ -> Optional.empty());
          host.onMail(_ -> Verdict.pass());
          host.onRelay(_ -> Relay.PASS);
          host.onRecipient(_ -> Verdict.pass());
          host.onMessage(_ -> Verdict.pass());
        };
    PolicySet set = with("zebra", "", all).with("ant", "", all).install().policies();
    for (List<? extends PolicySet.Asked<?, ?>> asked :
        List.of(
            set.connection(),
            set.hello(),
            set.password(),
            set.scram(),
            set.mail(),
            set.relay(),
            set.recipient(),
            set.message())) {
      assertThat(asked).extracting(PolicySet.Asked::plugin).isEqualTo(List.of("zebra", "ant"));
    }
  }

  @Test
  void theGuardIsReadFromThePluginsBlock() throws WrongConfiguration {
    Consumer<Host> hello = host -> host.onHello(_ -> Verdict.pass());
    with("plain", "", hello);
    with(
        "set",
        """
        deadline = "90s"
        at-once = 7
        on-failure = "pass"
        breaker-failures = 3
        breaker-within = "2m"
        breaker-rest = "1h"
        shadow = true
        """,
        hello);
    assertThat(install().policies().hello())
        .extracting(PolicySet.Asked::guard)
        .isEqualTo(
            List.of(
                Guard.defaults(),
                new Guard(
                    Duration.ofSeconds(90),
                    7,
                    OnFailure.PASS,
                    new Breaker(3, Duration.ofMinutes(2), Duration.ofHours(1)),
                    true)));
  }

  @Test
  void everythingThatIsWrongIsReportedTogetherWithItsPlace() throws WrongConfiguration {
    with("a", "\ndeadline = \"0s\"", PluginsTest::nothing);
    with("b", "at-once = 0", PluginsTest::nothing);
    with("c", "on-failure = \"panic\"", PluginsTest::nothing);
    with("d", "color = 1\nfile = \"x\"", host -> host.settings().text("colour", ""));
    with("e", "x = 1", host -> host.settings().flag("x", true));
    with(
        "f",
        "x = 1",
        host -> {
          throw host.settings().wrong("x", "is too small");
        });
    with(
        "g",
        "",
        _ -> {
          throw new SettingsException("something else");
        });
    with(
        "h",
        "",
        _ -> {
          throw new IllegalArgumentException("oops");
        });
    with("i", "", PluginsTest::nothing);
    known.remove("i");
    assertThatExceptionOfType(WrongConfiguration.class)
        .isThrownBy(this::install)
        .satisfies(e ->
            assertThat(e.getMessage().lines())
                .anySatisfy(line ->
                    assertThat(line)
                        .startsWith("postrider.toml:2:")
                        .contains("plugins.a.deadline: has to be more than 0s"))
                .anySatisfy(line -> assertThat(line).contains("plugins.b.at-once: found 0, wanted"))
                .anySatisfy(line ->
                    assertThat(line)
                        .contains("plugins.c.on-failure: has to be \"defer\" or \"pass\""))
                .anySatisfy(line ->
                    assertThat(line)
                        .contains("plugins.d.color: no such key; did you mean plugins.d.colour?"))
                .anySatisfy(line ->
                    assertThat(line)
                        .startsWith("postrider.toml:2:")
                        .contains("plugins.d.file: no such key"))
                .anySatisfy(
                    line -> assertThat(line).contains("plugins.e.x: found 1, wanted true or false"))
                .anySatisfy(line -> assertThat(line).contains("plugins.f.x: is too small"))
                .anySatisfy(line -> assertThat(line).contains("plugins.g: something else"))
                .anySatisfy(line ->
                    assertThat(line)
                        .contains("[plugins.h]: cannot be installed: java.lang.IllegalArg"))
                .anySatisfy(line -> assertThat(line).contains("[plugins.i]: not there"))
                .hasSize(10));
  }

  @Test
  void commandsAreCollectedAndOneNameIsForOnePlugin() throws WrongConfiguration {
    with("a", "", host -> host.onCommand(new Command("user")));
    assertThat(install().commands()).containsOnlyKeys("user");
    with("b", "", host -> host.onCommand(new Command("user")));
    assertThatExceptionOfType(WrongConfiguration.class)
        .isThrownBy(this::install)
        .withMessageContaining("plug-in a has a command `user` already");
  }

  @Test
  void nothingCanBeRegisteredLater() throws WrongConfiguration {
    List<Host> kept = new ArrayList<>();
    with("a", "", kept::add).install();
    assertThatIllegalStateException().isThrownBy(() -> kept.getFirst().onMail(_ -> Verdict.pass()));
    assertThatIllegalStateException()
        .isThrownBy(() -> kept.getFirst().onCommand(new Command("late")));
  }

  @Test
  void countersAreBounded() throws WrongConfiguration {
    with(
            "a",
            "",
            host -> {
              host.meter().count("good_1");
              host.meter().count("Bad name");
              for (int i = 0; i < PluginMeter.MOST; i++) {
                host.meter().count("c" + i);
              }
            })
        .install();
    assertThat(counted)
        .hasSize(66)
        .startsWith("a.good_1", "a.other", "a.c0")
        .endsWith("a.c62", "a.other");
  }

  @Test
  void theHostOffersClockAndLog() throws WrongConfiguration {
    with(
            "a",
            "",
            host -> {
              assertThat(host.clock().instant()).isEqualTo(Instant.EPOCH);
              System.Logger log = host.logger();
              assertThat(log.getName()).isEqualTo("plugins.a");
              assertThat(log.isLoggable(System.Logger.Level.ERROR)).isTrue();
              assertThat(log.isLoggable(System.Logger.Level.OFF)).isFalse();
              log.log(System.Logger.Level.DEBUG, "said {0}", "twice");
              log.log(System.Logger.Level.DEBUG, "thrown", new IllegalStateException("x"));
            })
        .install();
  }

  private record Command(String name) implements OperatorCommand {
    @Override
    public String summary() {
      return "";
    }

    @Override
    public List<String> usage() {
      return List.of();
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) {
      return 0;
    }
  }
}
