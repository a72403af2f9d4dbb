// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What things are called.
final class Names {
  private static final Set<String> EMPTY_PACKAGE_WORDS =
      Set.of(
          "impl",
          "internal",
          "common",
          "util",
          "utils",
          "core",
          "base",
          "helper",
          "helpers",
          "misc",
          "model",
          "dto",
          "service",
          "services",
          "manager");
  private static final Pattern EMPTY_TYPE_WORD =
      Pattern.compile(".*(Impl|Manager|Utils?|Helpers?|Base|Common|Misc|Dto)");
  private static final Pattern GETTER = Pattern.compile("get[A-Z].*");

  private Names() {}

  static Findings packages(List<Source> sources) {
    var findings = new Findings("package-name");
    for (Source source : sources) {
      String name = source.packageName();
      if (source.descriptor() != null) {
        continue;
      }
      if (!name.startsWith("org.postrider.")) {
        findings.add(source.path(), 1, 1, "outside org.postrider: package " + name);
      } else if (name.split("\\.").length > 5) {
        findings.add(source.path(), 1, 1, "more than three levels deep: package " + name);
      }
      for (String word : name.split("\\.")) {
        if (EMPTY_PACKAGE_WORDS.contains(word)) {
          findings.add(source.path(), 1, 1, "says nothing: package " + name);
        }
      }
    }
    return findings;
  }

  static Findings types(List<Source> sources) {
    var findings = new Findings("type-name");
    for (Source source : sources) {
      new TreePathScanner<Void, Void>() {
        @Override
        public Void visitClass(ClassTree type, Void unused) {
          String name = type.getSimpleName().toString();
          if (EMPTY_TYPE_WORD.matcher(name).matches()) {
            int line = source.firstLine(type);
            findings.add(source.path() + "#" + name, line, 1, "say what it is: " + name);
          }
          return super.visitClass(type, unused);
        }
      }.scan(source.unit(), null);
    }
    return findings;
  }

  static Findings methods(List<Source> sources) {
    var findings = new Findings("getter");
    for (Source source : sources) {
      new TreePathScanner<Void, Void>() {
        @Override
        public Void visitMethod(MethodTree method, Void unused) {
          String name = method.getName().toString();
          boolean given =
              method.getModifiers().getAnnotations().stream().anyMatch(Names::isOverride);
          if (GETTER.matcher(name).matches() && !given) {
            int line = source.firstLine(method);
            findings.add(source.path() + "#" + name, line, 1, "leave out the get: " + name);
          }
          return super.visitMethod(method, unused);
        }
      }.scan(source.unit(), null);
    }
    return findings;
  }

  static boolean isOverride(AnnotationTree annotation) {
    return annotation.getAnnotationType().toString().equals("Override");
  }
}
