// SPDX-License-Identifier: Apache-2.0
/// Whom to tell of what became of mail, and when: notifications on their way into the spool. Their
/// text is composed by the protocol's report package.
package org.postrider.delivery.notice;
