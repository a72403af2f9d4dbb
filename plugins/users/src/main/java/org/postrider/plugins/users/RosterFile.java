// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

import java.util.List;
import org.postrider.plugins.files.LiveFile;

/// What the file of accounts and keys is for.
final class RosterFile implements LiveFile.Purpose<Roster> {
  @Override
  public LiveFile.Reading<Roster> read(String file, List<String> lines) {
    return Roster.read(file, lines);
  }

  @Override
  public Roster empty() {
    return Roster.EMPTY;
  }

  @Override
  public String absentMeans() {
    return "nobody can authenticate";
  }

  @Override
  public boolean isSecret() {
    return true;
  }
}
