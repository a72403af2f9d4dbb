// SPDX-License-Identifier: Apache-2.0
/// Which of the configured routes mail takes that does not go by its recipients' domain alone.
package org.postrider.plugins.routing;
