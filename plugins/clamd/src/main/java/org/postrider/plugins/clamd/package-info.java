// SPDX-License-Identifier: Apache-2.0
/// What clamd is asked and what is done about its findings. How one gets to it is the business of
/// `org.postrider.plugins.scanning`.
package org.postrider.plugins.clamd;
