// SPDX-License-Identifier: Apache-2.0
/// Tests of the configuration: every key, every complaint.
package org.postrider.gateway.settings;
