package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;

class PolicyTest {
  private final PluginHarness harness =
      PluginHarness.with(new Policy()).setting("names", List.of("localhost"));

  @Test
  void refusesNamesThatAreListed() {
    assertEquals(
        Verdict.refuse("5.7.1", "Not under that name"), harness.hello("localhost").verdict());
  }

  @Test
  void passesOthers() {
    assertEquals(Verdict.pass(), harness.hello("mx.example.net").verdict());
  }
}
