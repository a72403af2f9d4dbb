// SPDX-License-Identifier: Apache-2.0
/// Signs what our users send with the keys of their domains.
package org.postrider.plugins.dkim.sign;
