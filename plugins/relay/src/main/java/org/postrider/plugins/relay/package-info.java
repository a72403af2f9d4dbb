// SPDX-License-Identifier: Apache-2.0
/// Whom mail is taken for: the domains that are ours, and anybody for those who authenticated.
package org.postrider.plugins.relay;
