// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import org.postrider.plugins.api.SmtpPlugin;

/// A plug-in that was found. `from` is the directory, `version` its own version and `builtFor` the
/// version of the API that it was compiled against, each `""` where not known.
public record Loaded(SmtpPlugin plugin, String from, String version, String builtFor) {}
