// SPDX-License-Identifier: Apache-2.0
/// The operator's interface: HTTP on a loopback address, JSON, a token. It shows and asks; what is
/// done is done by the parts it asks.
package org.postrider.gateway.admin;
