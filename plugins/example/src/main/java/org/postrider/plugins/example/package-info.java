// SPDX-License-Identifier: Apache-2.0
/// A whole plug-in, small enough to copy and large enough to be of use.
package org.postrider.plugins.example;
