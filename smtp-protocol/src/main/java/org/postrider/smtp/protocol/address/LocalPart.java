// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

/// The left-hand side of a mailbox. `value` is the meaning, without quotes or quoting backslashes;
/// `"a b"@x` and `a\ b` spell the same value. Compared exactly: only the final host may fold case.
///
/// @rfc 5321 §4.1.2
/// @rfc 6531 §3.3
public record LocalPart(String value) {}
