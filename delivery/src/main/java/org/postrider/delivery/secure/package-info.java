// SPDX-License-Identifier: Apache-2.0
/// What a host must prove before it gets mail: by DANE, by MTA-STS, or by the operator's word. It
/// judges what others have looked up, and knows neither DNS nor connections.
package org.postrider.delivery.secure;
