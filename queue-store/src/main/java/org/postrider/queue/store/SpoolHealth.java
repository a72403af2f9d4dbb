// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

/// How the spool is.
///
/// @param healthy whether it can take mail, disk space apart
/// @param full whether it refuses mail for want of space
/// @param detail what is wrong, or `""`
/// @param entries how many entries wait, about
/// @param octets how much disk the spool uses, about
/// @param free how much of the disk is free, about
/// @param damaged how many damaged records were set aside
public record SpoolHealth(
    boolean healthy,
    boolean full,
    String detail,
    long entries,
    long octets,
    long free,
    long damaged) {}
