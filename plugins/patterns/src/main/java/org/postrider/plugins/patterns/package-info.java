// SPDX-License-Identifier: Apache-2.0
/// Patterns as they stand in the settings of plug-ins, each with one spelling everywhere: networks,
/// names, mail addresses. What follows from a match is the plug-in's business.
package org.postrider.plugins.patterns;
