// SPDX-License-Identifier: Apache-2.0
/// Dovecot's authentication protocol as a client speaks it, and what its answers mean for a log-in.
package org.postrider.plugins.users.dovecot;
