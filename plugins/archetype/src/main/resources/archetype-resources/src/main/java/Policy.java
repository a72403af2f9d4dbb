package ${package};

import java.util.List;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;

/// Refuses greetings that nobody should use.
///
/// Setting: `names`, what is not to be said after EHLO or HELO.
public final class Policy implements SmtpPlugin {
  /// Called by the loader.
  public Policy() {}

  @Override
  public String name() {
    return "${artifactId}";
  }

  @Override
  public void install(Host host) {
    List<String> names = host.settings().texts("names", List.of());
    host.onHello(
        Answer.pure(
            hello ->
                names.contains(hello.name())
                    ? Verdict.refuse("5.7.1", "Not under that name")
                    : Verdict.pass()));
  }
}
