// SPDX-License-Identifier: Apache-2.0
/// Octets to lines and content, and back: where a line ends, where a message ends, and the dots
/// that hide its end. What a line means is read elsewhere.
package org.postrider.smtp.protocol.stream;
