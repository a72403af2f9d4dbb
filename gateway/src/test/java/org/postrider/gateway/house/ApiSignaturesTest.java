// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.smtp.protocol.reply.Reply;

/// What plug-ins are compiled against: the plug-in API, and the packages of the protocol that it
/// lends. What the golden file has must stay: a line that is gone, or changed, breaks plug-ins that
/// exist. What is added since stands there when the file is written anew.
class ApiSignaturesTest {
  private static final String GOLDEN = "gateway/src/test/resources/api/signatures.txt";

  private static final Set<String> LENT =
      Set.of(
          "org.postrider.plugins.api",
          "org.postrider.smtp.protocol.address",
          "org.postrider.smtp.protocol.reply");

  @Test
  void pluginsFindWhatTheyWereCompiledAgainst() throws Exception {
    TreeSet<String> lines = new TreeSet<>();
    for (Module module : List.of(SmtpPlugin.class.getModule(), Reply.class.getModule())) {
      for (String name : classes(module)) {
        Class<?> type = Class.forName(name, false, module.getClassLoader());
        if (isPublic(type)) {
          describe(type, lines);
        }
      }
    }
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(Project.path(GOLDEN).getParent());
      Files.writeString(Project.path(GOLDEN), String.join("\n", lines) + "\n");
    }
    assertThat(lines).as(GOLDEN).containsAll(Project.text(GOLDEN).lines().toList());
  }

  private static List<String> classes(Module module) throws IOException {
    try (ModuleReader reader =
            module
                .getLayer()
                .configuration()
                .findModule(module.getName())
                .orElseThrow()
                .reference()
                .open();
        Stream<String> files = reader.list()) {
      return files
          .filter(file -> file.endsWith(".class") && file.contains("/"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .filter(name -> LENT.contains(name.substring(0, name.lastIndexOf('.'))))
          .filter(name -> !name.endsWith(".package-info"))
          .toList();
    }
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return Modifier.isPublic(type.getModifiers())
        && !type.isAnonymousClass()
        && (outer == null || isPublic(outer));
  }

  private static void describe(Class<?> type, Set<String> lines) {
    String head = type.getName() + " ";
    lines.add(head + "is " + type.toGenericString());
    Stream.of(type.getGenericInterfaces())
        .forEach(each -> lines.add(head + "implements " + each.getTypeName()));
    for (Class<?> each : permitted(type)) {
      lines.add(head + "permits " + each.getName());
    }
    int at = 0;
    for (RecordComponent part : components(type)) {
      lines.add(head + "component " + at++ + " " + part.getGenericType() + " " + part.getName());
    }
    for (Constructor<?> each : type.getConstructors()) {
      lines.add(head + each.toGenericString());
    }
    for (Method each : type.getDeclaredMethods()) {
      if (Modifier.isPublic(each.getModifiers()) && !each.isSynthetic()) {
        lines.add(head + each.toGenericString());
      }
    }
    Stream.of(type.getFields())
        .filter(each -> each.getDeclaringClass().equals(type))
        .forEach(each -> lines.add(head + each.toGenericString()));
  }

  private static List<Class<?>> permitted(Class<?> type) {
    return type.isSealed() ? List.of(type.getPermittedSubclasses()) : List.of();
  }

  private static List<RecordComponent> components(Class<?> type) {
    return type.isRecord() ? List.of(type.getRecordComponents()) : List.of();
  }
}
