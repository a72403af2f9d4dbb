// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.files;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A file, open to all readers, that has to be there and has one thing on each line; a line that is
/// empty or begins with `#` says nothing. Any thread.
///
/// @param <T> what a line says
/// @param <C> what all of them say
/// @param line reads one, without the blanks around it; throws `IllegalArgumentException` with the
///   reason where it is wrong
/// @param all puts them together, in their order
public record OnePerLine<T, C>(Function<String, T> line, Function<List<T>, C> all)
    implements LiveFile.Purpose<C> {
  @Override
  public LiveFile.Reading<C> read(String file, List<String> lines) {
    List<T> said = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      try {
        said.add(line.apply(text));
      } catch (IllegalArgumentException e) {
        faults.add(file + ":" + (i + 1) + ": " + e.getMessage());
      }
    }
    return new LiveFile.Reading<>(all.apply(List.copyOf(said)), faults);
  }

  @Override
  public C empty() {
    return all.apply(List.of());
  }

  @Override
  public String absentMeans() {
    return ""; // not that there is nothing in it: a file may be away for a moment
  }

  @Override
  public boolean isSecret() {
    return false;
  }
}
