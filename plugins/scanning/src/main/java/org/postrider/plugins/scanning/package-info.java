// SPDX-License-Identifier: Apache-2.0
/// How a message gets to a scanner and what is made of its answer: the map from findings to
/// verdicts. What one scanner speaks is in that scanner's plug-in.
package org.postrider.plugins.scanning;
