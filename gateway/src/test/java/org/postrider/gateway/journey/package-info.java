// SPDX-License-Identifier: Apache-2.0
/// A message's whole way through the built program, with real clients, a real name server and real
/// next hops.
package org.postrider.gateway.journey;
