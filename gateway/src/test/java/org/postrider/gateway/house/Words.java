// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExportsTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModuleTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/// What has to be said in words: licence, purpose of a package, contract of an exported type, the
/// reason for a suppression or for a test that does not run.
final class Words {
  private static final String LICENCE = "// SPDX-License-Identifier: Apache-2.0";
  private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");

  private Words() {}

  static Findings licence(List<Source> sources) {
    var findings = new Findings("licence");
    for (Source source : sources) {
      if (!source.text().startsWith(LICENCE + "\n")) {
        findings.add(source.path(), 1, 1, "the first line is " + LICENCE);
      }
    }
    return findings;
  }

  static Findings unfinished(List<Source> sources) {
    var findings = new Findings("unfinished");
    for (Source source : sources) {
      int number = 0;
      for (String line : source.text().lines().toList()) {
        number++;
        // The rule's own pattern is the one place that has to spell the words.
        if (UNFINISHED.matcher(line).find() && !line.contains("Pattern.compile")) {
          findings.add(source.path(), number, 1, "finish it or leave it out: " + line.strip());
        }
      }
    }
    return findings;
  }

  static Findings packages(List<Source> sources) {
    var findings = new Findings("package-info");
    Set<String> told =
        sources.stream()
            .filter(source -> source.fileName().equals("package-info.java"))
            .filter(source -> source.text().contains("\n///"))
            .map(Source::packageName)
            .collect(Collectors.toSet());
    for (Source source : sources) {
      if (source.descriptor() == null && !told.contains(source.packageName())) {
        findings.add(source.packageName(), 1, 1, "no package-info says what belongs here");
      }
    }
    return findings;
  }

  static Findings exported(List<Source> sources) {
    var findings = new Findings("documented");
    Set<String> exported = exportedPackages(sources);
    for (Source source : sources) {
      if (!source.isTest() && exported.contains(source.packageName())) {
        new Undocumented(source, findings).scan(source.unit(), null);
      }
    }
    return findings;
  }

  static Findings disabled(List<Source> sources) {
    var findings = new Findings("disabled");
    for (Source source : sources) {
      annotations(source, "Disabled")
          .filter(annotation -> annotation.getArguments().isEmpty())
          .map(source::firstLine)
          .forEach(line -> findings.add(source.path(), line, 1, "say why it does not run"));
    }
    return findings;
  }

  /// A suppression has its reason in a comment on its own line or right above.
  static Findings suppressed(List<Source> sources) {
    var findings = new Findings("suppressed");
    for (Source source : sources) {
      List<String> lines = source.text().lines().toList();
      annotations(source, "SuppressWarnings")
          .map(source::firstLine)
          .filter(line -> !isRemark(lines.get(line - 1)) && !isRemark(lines.get(line - 2)))
          .forEach(line -> findings.add(source.path(), line, 1, "say why it is suppressed"));
    }
    return findings;
  }

  private static Stream<AnnotationTree> annotations(Source source, String name) {
    Stream.Builder<AnnotationTree> found = Stream.builder();
    new TreePathScanner<Void, Void>() {
      @Override
      public Void visitAnnotation(AnnotationTree annotation, Void unused) {
        if (annotation.getAnnotationType().toString().equals(name)) {
          found.add(annotation);
        }
        return super.visitAnnotation(annotation, unused);
      }
    }.scan(source.unit(), null);
    return found.build();
  }

  private static boolean isRemark(String line) {
    return line.contains("// ");
  }

  private static Set<String> exportedPackages(List<Source> sources) {
    var names = new HashSet<String>();
    for (Source source : sources) {
      ModuleTree module = source.descriptor();
      if (module == null) {
        continue;
      }
      module.getDirectives().stream()
          .filter(ExportsTree.class::isInstance)
          .map(directive -> ((ExportsTree) directive).getPackageName().toString())
          .forEach(names::add);
    }
    return names;
  }

  /// Finds exported types and public methods that say nothing of themselves. An enum's constants
  /// may speak by their names; what overrides has its contract above.
  private static final class Undocumented extends TreePathScanner<Void, Void> {
    private final Source source;
    private final Findings findings;

    private Undocumented(Source source, Findings findings) {
      this.source = source;
      this.findings = findings;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      if (!isVisible(type.getModifiers().getFlags())) {
        return null;
      }
      check(type.getSimpleName().toString(), type);
      return super.visitClass(type, unused);
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      boolean above = method.getModifiers().getAnnotations().stream().anyMatch(Names::isOverride);
      if (isVisible(method.getModifiers().getFlags()) && !above) {
        check(method.getName().toString(), method);
      }
      return null;
    }

    private boolean isVisible(Set<Modifier> flags) {
      TreePath parent = getCurrentPath().getParentPath();
      boolean inInterface = parent.getLeaf().getKind() == Tree.Kind.INTERFACE;
      return !flags.contains(Modifier.PRIVATE)
          && (inInterface || flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED));
    }

    private void check(String name, Tree tree) {
      if (!source.isDocumented(getCurrentPath())) {
        findings.add(
            source.path() + "#" + name, source.firstLine(tree), 1, "undocumented: " + name);
      }
    }
  }
}
