// SPDX-License-Identifier: Apache-2.0
/// The side that gives mail: where it goes, when it is tried again, and when its author is told.
package org.postrider.delivery;
