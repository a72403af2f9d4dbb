// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.depot;

import org.postrider.queue.store.EntryName;

/// Who may deal with an entry: one at a time.
public interface Claims {
  /// Where nobody delivers.
  Claims FREE =
      new Claims() {
        @Override
        public boolean claim(EntryName name) {
          return true;
        }

        @Override
        public void release(EntryName name) {
          // nobody else wants it
        }
      };

  /// Has the entry for ourselves; false where an attempt at it is under way.
  boolean claim(EntryName name);

  /// Ends that.
  void release(EntryName name);
}
