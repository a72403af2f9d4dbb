// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.time.Duration;

/// How long a filter is waited for, and how much is taken from it.
///
/// @param connectTimeout for a connection
/// @param replyTimeout for each answer, and for each sign that one is on its way
/// @param largestBody octets of a body that it puts in the place of another
record Bounds(Duration connectTimeout, Duration replyTimeout, long largestBody) {}
