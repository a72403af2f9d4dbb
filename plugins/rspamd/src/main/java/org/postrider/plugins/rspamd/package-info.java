// SPDX-License-Identifier: Apache-2.0
/// What rspamd is asked and told, and what is done about its answer. How one gets to it is the
/// business of `org.postrider.plugins.scanning`.
package org.postrider.plugins.rspamd;
