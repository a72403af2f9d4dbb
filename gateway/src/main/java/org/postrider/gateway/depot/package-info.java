// SPDX-License-Identifier: Apache-2.0
/// Mail in and out of a spool for its operator: messages with their waybills, and what a walk
/// through the spool tells, whether the gateway runs or not. How commands look does not belong
/// here.
package org.postrider.gateway.depot;
