// SPDX-License-Identifier: Apache-2.0
/// Where an organisation keeps its people, as plug-ins ask it: a database by SQL, a directory by
/// LDAP. What is asked about them is the plug-in's business.
package org.postrider.plugins.directory;
