// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The rules of `docs/house.md` that a machine can check, over every Java file of the project.
/// Exceptions stand in `src/test/resources/house/exceptions.tsv`, each with its sentence.
class HouseRulesTest {
  @TestFactory
  Stream<DynamicTest> theHouseKeepsItsRules() {
    List<Source> sources = Source.all();
    assertThat(sources).hasSizeGreaterThan(50);
    return Stream.of(
        rule("a file fits a few screens", sources, Sizes::files),
        rule("a line fits a page", sources, Sizes::columns),
        rule("a method fits a screen", sources, Sizes::methods),
        rule("a method asks for little", sources, Sizes::parameters),
        rule("a method is not deep", sources, Sizes::nesting),
        rule("a package is one noun", sources, Names::packages),
        rule("a type says what it is", sources, Names::types),
        rule("telling methods have no get", sources, Names::methods),
        rule("libraries stay in their rooms", sources, Rooms::imports),
        rule("clocks are handed in", sources, Rooms::clocks),
        rule("dice are handed in", sources, Rooms::dice),
        rule("nobody sleeps", sources, Rooms::sleeps),
        rule("a file names its licence", sources, Words::licence),
        rule("nothing is left for later", sources, Words::unfinished),
        rule("a package says what belongs in it", sources, Words::packages),
        rule("what is exported is explained", sources, Words::exported),
        rule("a test that does not run says why", sources, Words::disabled),
        rule("a suppression says why", sources, Words::suppressed));
  }

  private static DynamicTest rule(
      String claim, List<Source> sources, Function<List<Source>, Findings> check) {
    return DynamicTest.dynamicTest(claim, () -> assertThat(check.apply(sources).open()).isEmpty());
  }
}
