// SPDX-License-Identifier: Apache-2.0
/// Greylisting: who is asked to come back, when that is enough, and who need not any more.
package org.postrider.plugins.greylist;
