// SPDX-License-Identifier: Apache-2.0
/// Who stands behind an address: tables that say so, how they are followed from one address to the
/// next, and what becomes of a message's recipients. Not where mail goes from there.
package org.postrider.plugins.aliases;
