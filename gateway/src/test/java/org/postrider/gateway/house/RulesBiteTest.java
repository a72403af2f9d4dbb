// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Each rule finds what it is there for.
class RulesBiteTest {
  private static final String FILE = "delivery/src/main/java/org/postrider/delivery/Bad.java";

  @Test
  void findsLongAndWideThings() {
    assertThat(in("\n".repeat(401), Sizes::files)).hasSize(1);
    assertThat(in("\n".repeat(400), Sizes::files)).isEmpty();
    assertThat(in("// " + "x".repeat(98), Sizes::columns)).hasSize(1);
    assertThat(in(method("void m() {" + "\n".repeat(60) + "}"), Sizes::methods)).hasSize(1);
    assertThat(in(method("void m() {" + "\n".repeat(59) + "}"), Sizes::methods)).isEmpty();
    assertThat(in(method("void m(int a, int b, int c, int d, int e, int f) {}"), Sizes::parameters))
        .hasSize(1);
  }

  @Test
  void findsDeepNesting() {
    String three = "void m() { for (;;) { if (true) { while (true) { return; } } } }";
    String four = "void m() { for (;;) { if (true) { while (true) { do { x(); } while (y); } } } }";
    String chain = "void m() { if (a) { } else if (b) { } else if (c) { } else if (d) { x(); } }";
    assertThat(in(method(three), Sizes::nesting)).isEmpty();
    assertThat(in(method(four), Sizes::nesting)).hasSize(1);
    assertThat(in(method(chain), Sizes::nesting)).isEmpty();
  }

  @Test
  void findsNamesThatSayNothing() {
    assertThat(in("package org.postrider.delivery.util; class A {}", Names::packages)).hasSize(1);
    assertThat(in("package org.postrider.a.b.c.d; class A {}", Names::packages)).hasSize(1);
    assertThat(in("class SpoolManager {}", Names::types)).hasSize(1);
    assertThat(in("class RocksSpool {}", Names::types)).isEmpty();
    assertThat(in(method("int getSize() { return 1; }"), Names::methods)).hasSize(1);
    assertThat(in(method("@Override int getSize() { return 1; }"), Names::methods)).isEmpty();
  }

  @Test
  void findsWhatIsInTheWrongRoom() {
    String netty = "package org.postrider.%s; import io.netty.channel.Channel; class A {}";
    assertThat(in(netty.formatted("delivery.route"), Rooms::imports)).hasSize(1);
    assertThat(in(netty.formatted("delivery.transmit"), Rooms::imports)).isEmpty();
    assertThat(in(method("Object m() { return Instant.now(); }"), Rooms::clocks)).hasSize(1);
    assertThat(in(method("Object m() { return new Random(); }"), Rooms::dice)).hasSize(1);
    assertThat(in(method("Object m() { return new Random(seed); }"), Rooms::dice)).isEmpty();
    assertThat(in(method("void m() { Thread.sleep(1); }"), Rooms::sleeps)).hasSize(1);
  }

  @Test
  void findsWhatIsNotSaid() {
    assertThat(in("class A {}", Words::licence)).hasSize(1);
    assertThat(in("package org.postrider.delivery; class A {}", Words::packages)).hasSize(1);
    assertThat(in("@Disabled class A {}", Words::disabled)).hasSize(1);
    assertThat(in("@Disabled(\"no IPv6 here\") class A {}", Words::disabled)).isEmpty();
    assertThat(in("\n@SuppressWarnings(\"x\")\nclass A {}", Words::suppressed)).hasSize(1);
    assertThat(in("\n@SuppressWarnings(\"x\") // it is so\nclass A {}", Words::suppressed))
        .isEmpty();
  }

  @Test
  void findsExportedThingsWithoutContract() {
    Source module =
        Source.of(
            "delivery/src/main/java/module-info.java",
            "module org.postrider.delivery { exports org.postrider.delivery; }");
    String text =
        """
        package org.postrider.delivery;

        /// Told.
        public class A {
          /// Told.
          public void told() {}

          public void untold() {}

          @Override
          public String toString() {
            return "";
          }

          void hidden() {}
        }
        """;
    assertThat(Words.exported(List.of(module, Source.of(FILE, text))).all())
        .singleElement()
        .asString()
        .contains("Bad.java:8: undocumented: untold");
  }

  private static List<String> in(String text, Function<List<Source>, Findings> rule) {
    return rule.apply(List.of(Source.of(FILE, text))).all();
  }

  private static String method(String text) {
    return "package org.postrider.delivery; class A { " + text + " }";
  }
}
