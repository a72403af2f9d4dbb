// SPDX-License-Identifier: Apache-2.0
/// What a client asks: verbs, their arguments and the parser that makes one of any octets.
package org.postrider.smtp.protocol.command;
