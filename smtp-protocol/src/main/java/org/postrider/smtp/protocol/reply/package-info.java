// SPDX-License-Identifier: Apache-2.0
/// What a server answers: three digits, an enhanced status, text. No sockets, no policy.
package org.postrider.smtp.protocol.reply;
