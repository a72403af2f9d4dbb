// SPDX-License-Identifier: Apache-2.0
/// What the hot paths cost, each beside the plainest thing that does the same work. Not
/// null-marked: JMH fills the fields.
package org.postrider.jmh;
