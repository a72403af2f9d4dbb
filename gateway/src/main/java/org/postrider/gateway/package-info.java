// SPDX-License-Identifier: Apache-2.0
/// The program's beginning, and the parts wired to each other.
package org.postrider.gateway;
