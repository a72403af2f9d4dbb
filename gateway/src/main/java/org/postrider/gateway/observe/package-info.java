// SPDX-License-Identifier: Apache-2.0
/// What can be seen from outside: the mail log, the metrics under the same words, and the
/// diagnostic log. Nothing here decides anything.
package org.postrider.gateway.observe;
