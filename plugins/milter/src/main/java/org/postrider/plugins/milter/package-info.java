// SPDX-License-Identifier: Apache-2.0
/// Mail filters that speak the milter protocol, asked as Sendmail and Postfix ask them. The facts
/// of the protocol (numbers, flags, order) are those of Sendmail's libmilter, version 6.
package org.postrider.plugins.milter;
