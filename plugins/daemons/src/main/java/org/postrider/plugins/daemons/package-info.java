// SPDX-License-Identifier: Apache-2.0
/// The call to a program beside ours and its bounds: where it listens, how many connections, octets
/// out and back. What is said over a connection is the plug-in's business.
package org.postrider.plugins.daemons;
