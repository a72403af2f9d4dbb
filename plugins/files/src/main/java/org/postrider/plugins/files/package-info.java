// SPDX-License-Identifier: Apache-2.0
/// Files that people and their commands change while plug-ins use them: when to look, when to read,
/// what holds meanwhile, and whose they are. What stands in them is the plug-in's business.
package org.postrider.plugins.files;
