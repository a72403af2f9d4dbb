// SPDX-License-Identifier: Apache-2.0
/// Signatures of messages by domains: how they are made and verified, and what of it the received
/// chain uses too: keys, canonical forms, hashes.
package org.postrider.mail.auth.dkim;
