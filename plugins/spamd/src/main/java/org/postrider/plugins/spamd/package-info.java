// SPDX-License-Identifier: Apache-2.0
/// What spamd is asked, what it has to be told of the client, and what is done about its score. How
/// one gets to it is the business of `org.postrider.plugins.scanning`.
package org.postrider.plugins.spamd;
