// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.time.InstantSource;
import java.util.function.Function;
import org.postrider.plugins.api.Lookup;
import org.postrider.plugins.api.Meter;

/// What plug-ins are offered besides their settings.
///
/// @param meters the counters of the plug-in of a name; only names of counters that are fit for a
///   metric come there, and at most 65 for each plug-in
/// @param submitter takes what they submit
public record HostParts(
    InstantSource clock,
    Lookup lookup,
    MemorySource memories,
    Function<String, Meter> meters,
    Submitter submitter) {}
