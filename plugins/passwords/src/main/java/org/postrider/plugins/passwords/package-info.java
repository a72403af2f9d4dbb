// SPDX-License-Identifier: Apache-2.0
/// What is kept of a password and how one is told by it, with bounds on what that may cost. Whose
/// password it is, and where that is kept, is the plug-in's business.
package org.postrider.plugins.passwords;
