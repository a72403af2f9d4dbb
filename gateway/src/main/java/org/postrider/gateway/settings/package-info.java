// SPDX-License-Identifier: Apache-2.0
/// From files to records: the only room that knows what the keys of the configuration are called.
/// What the values do does not belong here.
package org.postrider.gateway.settings;
