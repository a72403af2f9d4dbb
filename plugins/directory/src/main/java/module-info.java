// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// How plug-ins ask what an organisation keeps of its people in SQL and LDAP.
@NullMarked
@SuppressWarnings("requires-automatic") // the LDAP library is no module
module org.postrider.plugins.directory {
  requires java.sql;
  requires unboundid.ldapsdk;
  requires transitive org.postrider.plugins.api;
  requires static org.jspecify;

  exports org.postrider.plugins.directory;

  uses java.sql.Driver;
}
