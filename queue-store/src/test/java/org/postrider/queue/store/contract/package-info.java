// SPDX-License-Identifier: Apache-2.0
/// What every spool keeps to, as tests, and how they make mail and look for leaks.
package org.postrider.queue.store.contract;
