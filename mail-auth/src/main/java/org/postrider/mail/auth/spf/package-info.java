// SPDX-License-Identifier: Apache-2.0
/// May this client send for that domain: the Sender Policy Framework, its records, macros and
/// limits, and the field that tells its results.
package org.postrider.mail.auth.spf;
