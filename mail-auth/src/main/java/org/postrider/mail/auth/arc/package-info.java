// SPDX-License-Identifier: Apache-2.0
/// The chain of those through whose hands a message went: whether it is whole, what each of them
/// has found, and how we add to it.
package org.postrider.mail.auth.arc;
