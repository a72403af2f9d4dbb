// SPDX-License-Identifier: Apache-2.0
/// Where an organisation keeps its people, as plug-ins ask it: a database by SQL, a directory by
/// LDAP; and how long what they said is remembered. What is asked about them is the plug-in's
/// business.
package org.postrider.plugins.directory;
