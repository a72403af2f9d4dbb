// SPDX-License-Identifier: Apache-2.0
/// From a recipient's domain to the hosts that take its mail: configured routes, else DNS. The only
/// room that knows the resolver library.
package org.postrider.delivery.route;
