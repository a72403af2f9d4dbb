// SPDX-License-Identifier: Apache-2.0
/// Who mail is from and for: domains, local parts, mailboxes and paths, as written on the wire; and
/// the networks that hosts are in. Nothing here looks anything up.
package org.postrider.smtp.protocol.address;
