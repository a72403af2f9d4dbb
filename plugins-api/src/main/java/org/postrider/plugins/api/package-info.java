// SPDX-License-Identifier: Apache-2.0
/// The questions the gateway asks, the answers a plug-in may give, and the few services it may use.
/// Everything a plug-in author meets is in this one package.
package org.postrider.plugins.api;
