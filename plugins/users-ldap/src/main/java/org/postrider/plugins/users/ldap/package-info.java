// SPDX-License-Identifier: Apache-2.0
/// Log-ins by a directory: whose entry a name means, and whether it takes the password.
package org.postrider.plugins.users.ldap;
