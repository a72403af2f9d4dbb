// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

/// Asks for what verifies a SCRAM exchange with `hash` (`SHA-256`) for this name.
///
/// @rfc 7677 §3
public record ScramLookup(Connection connection, String name, String hash) {}
