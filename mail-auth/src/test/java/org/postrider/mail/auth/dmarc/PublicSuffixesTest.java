// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.mail.auth.DnsName;
import org.postrider.testkit.Outside;

class PublicSuffixesTest {
  private static final Pattern CASE =
      Pattern.compile(
          "^(?:checkPublicSuffix\\()?'?([^'\\s,]+)'?,? '?([^'\\s)]+)'?(?:\\);)?$",
          Pattern.MULTILINE);

  @ParameterizedTest
  @CsvSource({"psl/tests/tests.txt, 78", "psl/tests/test_psl.txt, 78"})
  void agreesWithTheTestsOfTheList(String file, int cases) throws IOException {
    PublicSuffixes list =
        PublicSuffixes.parse(Files.readString(Outside.corpus("psl/public_suffix_list.dat")));
    List<String> differences = new ArrayList<>();
    Matcher test = CASE.matcher(Files.readString(Outside.corpus(file)));
    int run = 0;
    while (test.find()) {
      if (test.group(0).startsWith("//")) {
        continue;
      }
      run++;
      String name = test.group(1).equals("null") ? "" : test.group(1);
      String right = test.group(2).equals("null") ? null : DnsName.of(test.group(2));
      @Nullable String registered = list.registered(name);
      if (right == null ? registered != null : !right.equals(registered)) {
        differences.add(test.group() + " but " + registered);
      }
    }
    System.out.println("PSL, " + file + ": " + run + " cases, " + differences.size() + " differ");
    assertThat(differences).isEmpty();
    assertThat(run).isEqualTo(cases);
  }
}
