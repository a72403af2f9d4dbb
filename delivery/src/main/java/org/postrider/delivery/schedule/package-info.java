// SPDX-License-Identifier: Apache-2.0
/// What is tried now and what waits: entries are claimed from the spool, gathered by where they go,
/// and given to as many attempts at once as their site and the house allow.
package org.postrider.delivery.schedule;
