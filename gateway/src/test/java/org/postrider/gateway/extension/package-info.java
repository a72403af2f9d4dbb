// SPDX-License-Identifier: Apache-2.0
/// Service extensions on the whole way, from a client to a next hop and into a notification.
@org.jspecify.annotations.NullMarked
package org.postrider.gateway.extension;
