// SPDX-License-Identifier: Apache-2.0
/// Rules about clients, envelopes and messages, in the order of the configuration: how they are
/// read, what they look at, and what follows when one fits.
package org.postrider.plugins.access;
