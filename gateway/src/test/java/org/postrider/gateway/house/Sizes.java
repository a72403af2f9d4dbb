// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.util.List;

/// How long and how deep: what still fits a reader's eye.
final class Sizes {
  static final int MOST_FILE_LINES = 400;
  static final int MOST_METHOD_LINES = 60;
  static final int MOST_PARAMETERS = 5;
  static final int MOST_NESTING = 3;
  static final int MOST_COLUMNS = 100;

  private Sizes() {}

  static Findings files(List<Source> sources) {
    var findings = new Findings("file-lines");
    for (Source source : sources) {
      int lines = (int) source.text().lines().count();
      if (lines > MOST_FILE_LINES) {
        findings.add(source.path(), 1, lines, "a file of " + lines + " lines");
      }
    }
    return findings;
  }

  static Findings columns(List<Source> sources) {
    var findings = new Findings("columns");
    for (Source source : sources) {
      int number = 0;
      for (String line : source.text().lines().toList()) {
        number++;
        int wide = line.codePointCount(0, line.length());
        if (wide > MOST_COLUMNS && !line.startsWith("import ")) {
          findings.add(source.path(), number, wide, "a line of " + wide + " columns");
        }
      }
    }
    return findings;
  }

  static Findings methods(List<Source> sources) {
    var findings = new Findings("method-lines");
    new EachMethod() {
      @Override
      void method(Source source, String subject, MethodTree method) {
        if (method.getBody() == null) {
          return;
        }
        int first = source.firstLine(method.getBody());
        int lines = source.lastLine(method.getBody()) - first + 1;
        if (lines > MOST_METHOD_LINES) {
          findings.add(subject, first, lines, "a method of " + lines + " lines");
        }
      }
    }.in(sources);
    return findings;
  }

  static Findings parameters(List<Source> sources) {
    var findings = new Findings("parameters");
    new EachMethod() {
      @Override
      void method(Source source, String subject, MethodTree method) {
        int count = method.getParameters().size();
        boolean ofRecord = enclosing().getKind() == Tree.Kind.RECORD && isConstructor(method);
        if (count > MOST_PARAMETERS && !ofRecord) {
          findings.add(subject, source.firstLine(method), count, count + " parameters");
        }
      }
    }.in(sources);
    return findings;
  }

  static Findings nesting(List<Source> sources) {
    var findings = new Findings("nesting");
    new EachMethod() {
      @Override
      void method(Source source, String subject, MethodTree method) {
        var depth = new Depth();
        depth.scan(method.getBody(), null);
        if (depth.deepest > MOST_NESTING) {
          int line = source.firstLine(method);
          findings.add(subject, line, depth.deepest, depth.deepest + " levels of nesting");
        }
      }
    }.in(sources);
    return findings;
  }

  private static boolean isConstructor(MethodTree method) {
    return method.getName().contentEquals("<init>");
  }

  /// Visits each method once, with the name exceptions know it by.
  private abstract static class EachMethod extends TreePathScanner<Void, Source> {
    abstract void method(Source source, String subject, MethodTree method);

    void in(List<Source> sources) {
      sources.forEach(source -> scan(source.unit(), source));
    }

    ClassTree enclosing() {
      return (ClassTree) getCurrentPath().getParentPath().getLeaf();
    }

    @Override
    public Void visitMethod(MethodTree method, Source source) {
      String name = isConstructor(method) ? "new" : method.getName().toString();
      method(source, source.path() + "#" + enclosing().getSimpleName() + "." + name, method);
      return super.visitMethod(method, source);
    }
  }

  /// Counts branches and loops within one another; an `else if` is one with its `if`, a `try` is
  /// neither, and what stands in a lambda or a class of its own starts afresh.
  private static final class Depth extends TreeScanner<Void, Void> {
    private int depth;
    private int deepest;

    private Void deeper(Runnable inner) {
      depth++;
      deepest = Math.max(deepest, depth);
      inner.run();
      depth--;
      return null;
    }

    private Void afresh(Runnable inner) {
      int outer = depth;
      depth = 0;
      inner.run();
      depth = outer;
      return null;
    }

    @Override
    public Void visitIf(IfTree tree, Void unused) {
      scan(tree.getCondition(), null);
      deeper(() -> scan(tree.getThenStatement(), null));
      if (tree.getElseStatement() instanceof IfTree) {
        return scan(tree.getElseStatement(), null);
      }
      return deeper(() -> scan(tree.getElseStatement(), null));
    }

    @Override
    public Void visitForLoop(ForLoopTree tree, Void unused) {
      return deeper(() -> super.visitForLoop(tree, null));
    }

    @Override
    public Void visitEnhancedForLoop(EnhancedForLoopTree tree, Void unused) {
      return deeper(() -> super.visitEnhancedForLoop(tree, null));
    }

    @Override
    public Void visitWhileLoop(WhileLoopTree tree, Void unused) {
      return deeper(() -> super.visitWhileLoop(tree, null));
    }

    @Override
    public Void visitDoWhileLoop(DoWhileLoopTree tree, Void unused) {
      return deeper(() -> super.visitDoWhileLoop(tree, null));
    }

    @Override
    public Void visitSwitch(SwitchTree tree, Void unused) {
      return deeper(() -> super.visitSwitch(tree, null));
    }

    @Override
    public Void visitSwitchExpression(SwitchExpressionTree tree, Void unused) {
      return deeper(() -> super.visitSwitchExpression(tree, null));
    }

    @Override
    public Void visitLambdaExpression(LambdaExpressionTree tree, Void unused) {
      return afresh(() -> super.visitLambdaExpression(tree, null));
    }

    @Override
    public Void visitClass(ClassTree tree, Void unused) {
      return afresh(() -> super.visitClass(tree, null));
    }
  }
}
