// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth;

import java.util.ArrayList;
import java.util.List;

/// What one method came to, as an `Authentication-Results` field tells it. Immutable.
///
/// @param method `spf`, `dkim`, `dmarc`, `arc` or another, in lower case
/// @param result the result, in lower case
/// @param reason why, `""` where it does not say
/// @param properties what it is about
///
/// @rfc 8601 §2.2
public record MethodResult(String method, String result, String reason, List<Property> properties) {

  /// A thing that was looked at.
  ///
  /// @param type where it stands: `smtp`, `header`, `body` or `policy`
  /// @param name its name there
  /// @param value what it is
  public record Property(String type, String name, String value) {}

  /// Copies the list.
  public MethodResult {
    properties = List.copyOf(properties);
  }

  /// One with no properties yet.
  public static MethodResult of(String method, String result, String reason) {
    return new MethodResult(method, result, reason, List.of());
  }

  /// With one more property; with no more where `value` is empty.
  public MethodResult with(String type, String name, String value) {
    if (value.isEmpty()) {
      return this;
    }
    List<Property> more = new ArrayList<>(properties);
    more.add(new Property(type, name, value));
    return new MethodResult(method, result, reason, more);
  }

  /// The value of a property, or `""`.
  public String property(String type, String name) {
    for (Property property : properties) {
      if (property.type.equals(type) && property.name.equals(name)) {
        return property.value;
      }
    }
    return "";
  }
}
