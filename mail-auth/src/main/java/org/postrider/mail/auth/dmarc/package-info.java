// SPDX-License-Identifier: Apache-2.0
/// Is the author of a message whom it shows: whether what SPF and DKIM have found fits the domain
/// in From, and what that domain wants where it does not.
package org.postrider.mail.auth.dmarc;
