// SPDX-License-Identifier: Apache-2.0
/// Notifications to authors: what became of their mail, for people and for programs. Whether and
/// when one is sent is decided elsewhere.
package org.postrider.smtp.protocol.report;
