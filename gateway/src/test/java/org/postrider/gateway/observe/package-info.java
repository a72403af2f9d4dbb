// SPDX-License-Identifier: Apache-2.0
/// Tests of what can be seen from outside.
package org.postrider.gateway.observe;
