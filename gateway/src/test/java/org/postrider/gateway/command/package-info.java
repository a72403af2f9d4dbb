// SPDX-License-Identifier: Apache-2.0
/// Tests of the command line, against a gateway in this process and against the built program.
package org.postrider.gateway.command;
