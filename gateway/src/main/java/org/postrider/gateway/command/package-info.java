// SPDX-License-Identifier: Apache-2.0
/// The command line: what an operator may call, and how he is answered. What is done in the running
/// gateway is asked of it over its admin interface and does not belong here.
package org.postrider.gateway.command;
