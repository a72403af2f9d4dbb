// SPDX-License-Identifier: Apache-2.0
/// What was acknowledged must be there: the built program as a process of its own, under load, from
/// outside.
package org.postrider.gateway.accounting;
