// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import org.postrider.plugins.api.Explain;

/// What the plug-in `by` would make of mail.
public record Foretold(Explain.Course course, String by) {}
