// SPDX-License-Identifier: Apache-2.0
/// What the standards of mail authentication share: DNS as they see it, and the fields in which
/// results are told. What belongs to one of them alone stands in its own package.
package org.postrider.mail.auth;
