// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ModuleTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// One Java file, parsed but not resolved.
///
/// @param path relative to the project's root
/// @param module the directory of its module
/// @param text as it stands in the file
/// @param unit its tree
/// @param trees reads positions and doc comments of the tree
record Source(String path, String module, String text, CompilationUnitTree unit, DocTrees trees) {

  /// Parses every Java file of the project.
  static List<Source> all() {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var found = new ArrayList<Source>();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      for (String module : Project.modules()) {
        var paths =
            Project.files(".java").stream().filter(p -> p.startsWith(module + "/src/")).toList();
        if (paths.isEmpty()) {
          continue;
        }
        var objects = files.getJavaFileObjectsFromPaths(paths.stream().map(Project::path).toList());
        var task = (JavacTask) compiler.getTask(null, files, null, null, null, objects);
        DocTrees trees = DocTrees.instance(task);
        int next = 0;
        for (CompilationUnitTree unit : task.parse()) {
          String path = paths.get(next++);
          found.add(new Source(path, module, Project.text(path), unit, trees));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /// Parses a text as if it stood in a file.
  static Source of(String path, String text) {
    var object =
        new SimpleJavaFileObject(URI.create("string:///" + path), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    var compiler = ToolProvider.getSystemJavaCompiler();
    var task = (JavacTask) compiler.getTask(null, null, null, null, null, List.of(object));
    try {
      CompilationUnitTree unit = task.parse().iterator().next();
      String module = path.substring(0, path.indexOf("/src/"));
      return new Source(path, module, text, unit, DocTrees.instance(task));
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  boolean isTest() {
    return path.contains("/src/test/");
  }

  String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  String packageName() {
    return unit.getPackage() == null ? "" : unit.getPackage().getPackageName().toString();
  }

  @Nullable ModuleTree descriptor() {
    return unit.getModule();
  }

  int firstLine(Tree tree) {
    return line(positions().getStartPosition(unit, tree));
  }

  int lastLine(Tree tree) {
    return line(positions().getEndPosition(unit, tree) - 1);
  }

  boolean isDocumented(TreePath at) {
    String comment = trees.getDocComment(at);
    return comment != null && !comment.isBlank();
  }

  private int line(long position) {
    return position < 0 ? 1 : (int) unit.getLineMap().getLineNumber(position);
  }

  private SourcePositions positions() {
    return trees.getSourcePositions();
  }
}
