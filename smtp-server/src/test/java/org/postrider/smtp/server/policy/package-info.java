// SPDX-License-Identifier: Apache-2.0
/// Tests of how plug-ins are kept to their bounds.
package org.postrider.smtp.server.policy;
