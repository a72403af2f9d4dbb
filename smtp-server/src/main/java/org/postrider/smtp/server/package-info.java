// SPDX-License-Identifier: Apache-2.0
/// The side that takes mail: what listens where, within which limits, under which policy.
package org.postrider.smtp.server;
