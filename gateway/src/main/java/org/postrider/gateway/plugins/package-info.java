// SPDX-License-Identifier: Apache-2.0
/// Finds the plug-ins that the configuration names, loads each in a world of its own, installs them
/// and collects what they want to be asked.
package org.postrider.gateway.plugins;
