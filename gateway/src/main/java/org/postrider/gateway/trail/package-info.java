// SPDX-License-Identifier: Apache-2.0
/// What the mail log has said, kept for a time, so that it can be told what became of a message
/// that is long gone.
package org.postrider.gateway.trail;
