// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.util.List;
import org.postrider.plugins.api.Host;

/// What the configuration says. Immutable.
///
/// @param host whose counters and log are used
/// @param endpoints where the filters listen, in order
/// @param bounds within what bounds they are asked
/// @param passesOnFailure whether one that fails is left out; else mail is deferred
/// @param hostname what this host is called to them
/// @param names what clients are called to them
record Plan(
    Host host,
    List<Endpoint> endpoints,
    Bounds bounds,
    boolean passesOnFailure,
    String hostname,
    ClientNames names) {}
