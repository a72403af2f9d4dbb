// SPDX-License-Identifier: Apache-2.0
/// Whether a recipient exists: who may know, in what order they are asked, and how long what they
/// said is remembered.
package org.postrider.plugins.recipients;
