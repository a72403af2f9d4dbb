// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import java.util.ArrayList;
import java.util.List;

/// Finds the addresses in a list of mailboxes, without names, comments, routes and groups. Whatever
/// stands there gives a list. For one value and one thread.
///
/// @rfc 5322 §3.4
final class AddressReader {
  private static final int MOST = 100;

  private final String text;
  private final List<String> addresses = new ArrayList<>();
  private final StringBuilder bare = new StringBuilder();
  private boolean hasAngle;
  private int at;

  AddressReader(String text) {
    this.text = text;
  }

  List<String> addresses() {
    for (; at < text.length() && addresses.size() < MOST; at++) {
      char c = text.charAt(at);
      switch (c) {
        case '(' -> comment();
        case '"' -> quoted(bare);
        case '<' -> angle();
        case ',', ';' -> end();
        case ':' -> bare.setLength(0); // the name of a group
        case ' ', '\t', '\r', '\n' -> {}
        default -> bare.append(c);
      }
    }
    end();
    return addresses;
  }

  private void end() {
    if (!hasAngle && !bare.isEmpty()) {
      addresses.add(bare.toString());
    }
    bare.setLength(0);
    hasAngle = false;
  }

  private void comment() {
    int depth = 0;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      at += c == '\\' ? 1 : 0;
      if (depth == 0) {
        return;
      }
    }
  }

  private void quoted(StringBuilder to) {
    to.append('"');
    for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
      at += text.charAt(at) == '\\' && at + 1 < text.length() ? 1 : 0;
      to.append(text.charAt(at));
    }
    to.append('"');
  }

  private void angle() {
    StringBuilder address = new StringBuilder();
    for (at++; at < text.length() && text.charAt(at) != '>'; at++) {
      char c = text.charAt(at);
      switch (c) {
        case '(' -> comment();
        case '"' -> quoted(address);
        case ':' -> address.setLength(0); // a route, RFC 5322 §4.4
        case ' ', '\t', '\r', '\n' -> {}
        default -> address.append(c);
      }
    }
    addresses.add(address.toString());
    hasAngle = true;
  }
}
