// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

/// The client's greeting; `extended` for EHLO.
public record Hello(Connection connection, String name, boolean extended) {}
