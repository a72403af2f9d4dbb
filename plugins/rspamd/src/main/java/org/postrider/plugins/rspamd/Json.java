// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.rspamd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// JSON as maps, lists and texts; numbers and truth values too are texts, as they were written. How
/// deep it may be nested is bounded by the parser.
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  static @Nullable Object read(byte[] octets) throws IOException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), octets)) {
      return value(parser, parser.nextToken());
    } catch (JacksonException e) {
      throw new IOException("rspamd's answer is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token) {
    return switch (token) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          map.put(name, value(parser, parser.nextToken()));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          list.add(value(parser, next));
        }
        yield list;
      }
      case VALUE_NULL -> null;
      case null -> null; // nothing at all
      default -> parser.getString();
    };
  }
}
