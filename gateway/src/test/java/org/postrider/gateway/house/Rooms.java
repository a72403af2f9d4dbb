// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.house;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which package may see what, beyond what the module descriptors say; and that clocks and dice are
/// handed in.
final class Rooms {
  private static final Map<String, Set<String>> ROOMS =
      Map.of(
          "io.netty", Set.of("smtp.wire", "smtp.server.session", "delivery.transmit"),
          "org.rocksdb", Set.of("queue.store.rocks"),
          "org.xbill", Set.of("delivery.route"));

  /// Static methods that read the machine's clock.
  private static final Set<String> CLOCKS =
      Set.of(
          "Instant.now",
          "LocalDate.now",
          "LocalDateTime.now",
          "OffsetDateTime.now",
          "ZonedDateTime.now",
          "System.currentTimeMillis",
          "InstantSource.system",
          "Clock.systemUTC",
          "Clock.systemDefaultZone",
          "Clock.system");

  /// Static methods and constructors that roll dice of their own.
  private static final Set<String> DICE =
      Set.of(
          "ThreadLocalRandom.current",
          "Math.random",
          "RandomGenerator.getDefault",
          "new Random",
          "new SplittableRandom",
          "new SecureRandom");

  /// The modules whose main code is the edge: the program, and what only measures or tests.
  private static final Set<String> EDGE = Set.of("gateway", "jmh", "testkit", "plugins/harness");

  private Rooms() {}

  static Findings imports(List<Source> sources) {
    var findings = new Findings("import");
    for (Source source : sources) {
      if (source.isTest() || source.module().equals("jmh") || source.descriptor() != null) {
        continue;
      }
      for (ImportTree line : source.unit().getImports()) {
        String seen = line.getQualifiedIdentifier().toString();
        ROOMS.forEach((library, rooms) -> {
          if (seen.startsWith(library + ".") && !isIn(source, rooms)) {
            String what = library + " may be seen by " + rooms + " only";
            findings.add(source.path(), source.firstLine(line), 1, what);
          }
        });
      }
    }
    return findings;
  }

  static Findings clocks(List<Source> sources) {
    return calls(sources, new Findings("clock"), CLOCKS, "take an InstantSource instead of ");
  }

  static Findings dice(List<Source> sources) {
    return calls(sources, new Findings("dice"), DICE, "take a RandomGenerator instead of ");
  }

  static Findings sleeps(List<Source> sources) {
    var findings = new Findings("sleep");
    sources.forEach(
        source -> note(source, findings, Set.of("Thread.sleep"), "wait for something, not with "));
    return findings;
  }

  private static Findings calls(
      List<Source> sources, Findings findings, Set<String> banned, String advice) {
    for (Source source : sources) {
      if (!source.isTest() && !EDGE.contains(source.module())) {
        note(source, findings, banned, advice);
      }
    }
    return findings;
  }

  private static void note(Source source, Findings findings, Set<String> banned, String advice) {
    new TreePathScanner<Void, Void>() {
      @Override
      public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
        check(call.getMethodSelect().toString(), call);
        return super.visitMethodInvocation(call, unused);
      }

      @Override
      public Void visitMemberReference(MemberReferenceTree reference, Void unused) {
        ExpressionTree owner = reference.getQualifierExpression();
        check(owner + "." + reference.getName(), owner);
        return super.visitMemberReference(reference, unused);
      }

      @Override
      public Void visitNewClass(NewClassTree made, Void unused) {
        if (made.getArguments().isEmpty()) {
          check("new " + made.getIdentifier(), made);
        }
        return super.visitNewClass(made, unused);
      }

      private void check(String call, Tree at) {
        if (banned.contains(call)) {
          findings.add(source.path(), source.firstLine(at), 1, advice + call);
        }
      }
    }.scan(source.unit(), null);
  }

  private static boolean isIn(Source source, Set<String> rooms) {
    String name = source.packageName().replaceFirst("^org\\.postrider\\.", "");
    return rooms.contains(name);
  }
}
