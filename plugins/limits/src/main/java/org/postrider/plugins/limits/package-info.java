// SPDX-License-Identifier: Apache-2.0
/// How much mail anybody may send in a time: what is counted, for whom, and what follows when it is
/// too much.
package org.postrider.plugins.limits;
