// SPDX-License-Identifier: Apache-2.0
/// Files that people change while plug-ins use them: when to look, when to read, and what holds
/// meanwhile. What stands in them is the plug-in's business.
package org.postrider.plugins.files;
