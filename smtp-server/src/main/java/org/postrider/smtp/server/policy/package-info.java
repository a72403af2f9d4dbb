// SPDX-License-Identifier: Apache-2.0
/// Puts the server's questions to the plug-ins: in order, within their bounds, and without letting
/// a late or broken one harm a session. What a session does with the ruling is not decided here.
package org.postrider.smtp.server.policy;
