// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Accounts and API keys in a file.
@NullMarked
module org.postrider.plugins.users {
  requires org.postrider.plugins.api;
  requires static org.jspecify;
}
