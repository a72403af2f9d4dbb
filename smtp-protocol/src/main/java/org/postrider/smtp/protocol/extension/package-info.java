// SPDX-License-Identifier: Apache-2.0
/// What a server offers in its answer to EHLO. How each extension changes a session is decided by
/// the session machines.
package org.postrider.smtp.protocol.extension;
