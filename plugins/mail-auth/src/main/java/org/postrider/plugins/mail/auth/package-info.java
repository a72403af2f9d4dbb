// SPDX-License-Identifier: Apache-2.0
/// Asks the library about each message of a stranger, writes what it has found above the message,
/// and does what the author's domain wants where the configuration says so.
package org.postrider.plugins.mail.auth;
