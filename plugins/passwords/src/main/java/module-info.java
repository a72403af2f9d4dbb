// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// What plug-ins that check passwords share.
@NullMarked
module org.postrider.plugins.passwords {
  requires com.ongres.scram.common;
  requires org.apache.commons.codec;
  requires org.bouncycastle.provider;
  requires transitive org.postrider.plugins.api;
  requires static org.jspecify;

  exports org.postrider.plugins.passwords;
}
