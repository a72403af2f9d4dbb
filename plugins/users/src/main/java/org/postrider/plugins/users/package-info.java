// SPDX-License-Identifier: Apache-2.0
/// Who may submit mail: accounts with passwords and API keys, kept in one readable file that the
/// operator's commands change and the server re-reads.
package org.postrider.plugins.users;
