// SPDX-License-Identifier: Apache-2.0
/// The rules of the house, as tests over the project's own sources and pages.
package org.postrider.gateway.house;
