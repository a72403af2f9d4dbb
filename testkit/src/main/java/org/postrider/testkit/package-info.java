// SPDX-License-Identifier: Apache-2.0
/// Parts that tests share. Sees nothing of ours, so that even the ground floor may use it.
package org.postrider.testkit;
