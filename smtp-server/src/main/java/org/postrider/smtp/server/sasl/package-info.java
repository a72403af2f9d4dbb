// SPDX-License-Identifier: Apache-2.0
/// How a client proves who it is: the server's half of each SASL mechanism, without I/O. Who knows
/// which password is asked of the plug-ins by whoever drives an exchange.
package org.postrider.smtp.server.sasl;
