// SPDX-License-Identifier: Apache-2.0
/// What a first start makes where there is no configuration yet. Nothing here is used afterwards.
package org.postrider.gateway.first;
