// SPDX-License-Identifier: Apache-2.0
/// Whether a client waits until it is greeted, and what follows where it does not.
package org.postrider.plugins.pre.greet;
