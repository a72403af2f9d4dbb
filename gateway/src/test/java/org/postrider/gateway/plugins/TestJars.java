// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ModuleDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// Compiles sources and packs real jars, as a plug-in's author would.
public final class TestJars {
  private final Path work;
  private int made;

  /// Works below this directory.
  public TestJars(Path work) {
    this.work = work;
  }

  /// The source of a plug-in that refuses every greeting with a text of its own.
  static String plugin(String packageName, String name, String textExpression) {
    return """
    package %s;
    import org.postrider.plugins.api.*;
    public final class P implements SmtpPlugin {
      public String name() { return "%s"; }
      public void install(Host host) {
        host.onHello(Answer.pure(hello -> Verdict.refuse("5.7.1", %s)));
      }
    }
    """
        .formatted(packageName, name, textExpression);
  }

  /// The descriptor of a module that provides `packageName.P` as a plug-in.
  static String descriptor(String module, String packageName, String... more) {
    return """
    module %s {
      requires org.postrider.plugins.api;
      %s
      provides org.postrider.plugins.api.SmtpPlugin with %s.P;
    }
    """
        .formatted(module, String.join("\n", more), packageName);
  }

  /// Compiles sources, named by their paths, and packs them as `jar`; `beside` are jars they need.
  void pack(Path jar, Map<String, String> sources, Path... beside) throws IOException {
    pack(jar, sources, Map.of(), beside);
  }

  /// The same with resources.
  public void pack(
      Path jar, Map<String, String> sources, Map<String, String> resources, Path... beside)
      throws IOException {
    Path root = work.resolve("made" + made++);
    Path classes = Files.createDirectories(root.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-nowarn"));
    boolean module = sources.containsKey("module-info.java");
    arguments.add(module ? "--module-path" : "--class-path");
    arguments.add(path(beside));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = root.resolve("sources").resolve(source.getKey());
      Files.createDirectories(file.getParent());
      arguments.add(Files.writeString(file, source.getValue()).toString());
    }
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    boolean done =
        javac
            .getTask(
                said,
                null,
                null,
                arguments.stream().filter(word -> !word.endsWith(".java")).toList(),
                null,
                javac
                    .getStandardFileManager(null, null, null)
                    .getJavaFileObjects(
                        arguments.stream()
                            .filter(word -> word.endsWith(".java"))
                            .toArray(String[]::new)))
            .call();
    assertThat(done).as(said.toString()).isTrue();
    for (Map.Entry<String, String> resource : resources.entrySet()) {
      Path file = classes.resolve(resource.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, resource.getValue());
    }
    zip(jar, classes);
  }

  /// Replaces a plug-in jar's descriptor by one that says it was compiled against `api`.
  void builtFor(Path jar, String module, String packageName, String api) throws IOException {
    byte[] descriptor =
        ClassFile.of()
            .buildModule(
                ModuleAttribute.of(
                    ModuleDesc.of(module),
                    builder ->
                        builder
                            .moduleVersion("7.0")
                            .requires(ModuleDesc.of("java.base"), 0, null)
                            .requires(ModuleDesc.of(HostModules.API), 0, api)
                            .provides(
                                ClassDesc.of("org.postrider.plugins.api.SmtpPlugin"),
                                ClassDesc.of(packageName + ".P"))));
    Path classes = work.resolve("made" + (made - 1)).resolve("classes");
    Files.write(classes.resolve("module-info.class"), descriptor);
    zip(jar, classes);
  }

  private static String path(Path... beside) {
    Stream<String> program = Stream.of(System.getProperty("jdk.module.path"));
    return Stream.concat(program, Stream.of(beside).map(Path::toString))
        .collect(Collectors.joining(File.pathSeparator));
  }

  static void zip(Path jar, Path classes) throws IOException {
    Files.createDirectories(jar.getParent());
    Map<String, Path> entries = new TreeMap<>();
    try (Stream<Path> files = Files.walk(classes)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> entries.put(classes.relativize(file).toString(), file));
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out)) {
      for (Map.Entry<String, Path> entry : entries.entrySet()) {
        packed.putNextEntry(new JarEntry(entry.getKey()));
        Files.copy(entry.getValue(), packed);
        packed.closeEntry();
      }
    }
  }
}
