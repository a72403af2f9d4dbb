// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.postrider.delivery.SiteState;
import org.postrider.gateway.depot.Claims;
import org.postrider.gateway.settings.WrongConfiguration;
import org.postrider.plugins.api.Explain;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Spool;

/// What the operator's interface may ask of the running gateway. Any thread that may block.
public interface Operations extends Claims {
  /// What waits.
  Spool spool();

  /// The clock that everything goes by.
  InstantSource clock();

  /// Ends entries as failed, which their authors are told; gives how many.
  long bounce(Query query) throws IOException;

  /// Lets delivery try next hops that it leaves alone because they could not be reached.
  void tryAgain();

  /// Lets delivery look at the queue now.
  void wake();

  /// How the next hops fare for which there is something to do.
  List<SiteState> sites();

  /// What would become of mail for a domain now, step by step in words.
  List<String> explain(String domain);

  /// The same for mail from somebody to somebody, as plug-ins would have it go.
  List<String> explain(Explain mail) throws IOException;

  /// The next hops and domains that are left alone, by their names.
  Set<String> suspended();

  /// Leaves one alone, or goes on with it; false where that changes nothing.
  boolean suspend(String name, boolean on) throws IOException;

  /// Reads the configuration again, whole or not at all; gives what takes effect only after a
  /// restart, and what a start would warn of.
  List<String> reload() throws WrongConfiguration, IOException;

  /// Why no mail is taken now, or `""`.
  String unready();

  /// Writes what was counted.
  void metrics(OutputStream out) throws IOException;

  /// Records what an operator did.
  void told(Told.Operated act);
}
