// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.MethodResult.Property;
import org.postrider.smtp.protocol.message.HeaderField;

/// The field in which a host tells the hosts behind it what it has found. Immutable.
///
/// @param server who has found it (the `authserv-id`)
/// @param results what was found; none where nothing was looked at
///
/// @rfc 8601 §2.2
public record AuthenticationResults(String server, List<MethodResult> results) {
  /// The name of the field.
  public static final String FIELD = "Authentication-Results";

  private static final int LONGEST = 64 * 1024;
  private static final int MOST_RESULTS = 100;
  private static final int MOST_PROPERTIES = 50;
  private static final String FOLD = "\r\n\t";

  /// Copies the list.
  public AuthenticationResults {
    results = List.copyOf(results);
  }

  /// The field, a line for each method.
  public HeaderField field() {
    return HeaderField.of(FIELD, value());
  }

  /// What stands behind the colon, folded; also the payload of an `ARC-Authentication-Results`.
  public String value() {
    StringBuilder value = new StringBuilder(FieldText.word(server));
    if (results.isEmpty()) {
      return value.append("; none").toString();
    }
    for (MethodResult each : results) {
      value.append(';').append(FOLD).append(FieldText.word(each.method()));
      value.append('=').append(FieldText.word(each.result()));
      if (!each.reason().isEmpty()) {
        value.append(FOLD).append(" reason=").append(FieldText.quoted(each.reason()));
      }
      for (Property property : each.properties()) {
        value.append(FOLD).append(' ').append(FieldText.word(property.type()));
        value.append('.').append(FieldText.word(property.name()));
        value.append('=').append(FieldText.address(property.value()));
      }
    }
    return value.toString();
  }

  /// Reads a value; null for what is none, or has more than 100 results, 50 properties of one, or
  /// 64 Ki characters.
  public static @Nullable AuthenticationResults parse(String value) {
    if (value.length() > LONGEST) {
      return null;
    }
    FieldReader in = new FieldReader(value);
    String server = in.word(";=");
    in.word(";="); // the version, if there is one
    List<MethodResult> results = new ArrayList<>();
    while (in.take(';') && results.size() <= MOST_RESULTS) {
      if (in.isAtEnd() && !results.isEmpty()) {
        break; // a last semicolon, which many write
      }
      String method = in.word(";=/").toLowerCase(Locale.ROOT);
      if (method.equals("none") && results.isEmpty() && in.isAtEnd()) {
        break;
      }
      MethodResult result = result(method, in);
      if (result == null) {
        return null;
      }
      results.add(result);
    }
    boolean isWhole = in.isAtEnd() && !in.isBroken() && !server.isEmpty();
    return isWhole && results.size() <= MOST_RESULTS
        ? new AuthenticationResults(server, results)
        : null;
  }

  private static @Nullable MethodResult result(String method, FieldReader in) {
    if (in.take('/')) {
      in.word(";="); // the version of the method
    }
    String result = in.take('=') ? in.word(";=").toLowerCase(Locale.ROOT) : "";
    String reason = "";
    List<Property> properties = new ArrayList<>();
    String name = in.word(";=").toLowerCase(Locale.ROOT);
    while (!name.isEmpty() && properties.size() <= MOST_PROPERTIES) {
      boolean isProperty = !name.equals("reason");
      if (isProperty && name.indexOf('.') < 0) {
        name += in.word(";="); // the dot may stand apart
      }
      if (isProperty && name.endsWith(".")) {
        name += in.word(";=").toLowerCase(Locale.ROOT);
      }
      int dot = name.indexOf('.');
      if (!in.take('=') || (isProperty && dot <= 0)) {
        return null;
      }
      String value = in.word(";");
      if (isProperty) {
        properties.add(new Property(name.substring(0, dot), name.substring(dot + 1), value));
      } else {
        reason = value;
      }
      name = in.word(";=").toLowerCase(Locale.ROOT);
    }
    return method.isEmpty() || result.isEmpty() || properties.size() > MOST_PROPERTIES
        ? null
        : new MethodResult(method, result, reason, properties);
  }

  /// Whether a field says that it is from `server`. Where it comes from outside, it is forged and
  /// has to be taken out; so has one that can't be read as far as its server.
  ///
  /// @rfc 8601 §5
  public static boolean claims(HeaderField field, String server) {
    if (!field.name().equalsIgnoreCase(FIELD)) {
      return false;
    }
    FieldReader in = new FieldReader(new String(field.value(), StandardCharsets.UTF_8));
    String said = in.word(";=");
    return said.isEmpty() || in.isBroken() || key(said).equals(key(server));
  }

  private static String key(String server) {
    String name = DnsName.of(server);
    return name == null ? server.toLowerCase(Locale.ROOT) : name;
  }
}
