// SPDX-License-Identifier: Apache-2.0
/// Log-ins by a database: what it keeps of a name's password, and whether a password fits that.
package org.postrider.plugins.users.sql;
