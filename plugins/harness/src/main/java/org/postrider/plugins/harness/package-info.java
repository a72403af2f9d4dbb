// SPDX-License-Identifier: Apache-2.0
/// A gateway in the small for the tests of plug-ins: it installs one, asks it questions and shows
/// what it answered, counted, logged and printed. No sockets, no threads, no real time.
package org.postrider.plugins.harness;
