// SPDX-License-Identifier: Apache-2.0
/// Lists in DNS, good and bad: how they are asked, what their answers are worth, and what follows
/// from the sum.
package org.postrider.plugins.dnsbl;
