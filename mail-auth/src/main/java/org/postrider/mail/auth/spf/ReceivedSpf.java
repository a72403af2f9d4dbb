// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.FieldReader;
import org.postrider.mail.auth.FieldText;
import org.postrider.smtp.protocol.message.HeaderField;

/// The trace field of a check. Immutable.
///
/// @param result what it came to, in lower case
/// @param pairs what it says besides, by key
///
/// @rfc 7208 §9.1
public record ReceivedSpf(String result, Map<String, String> pairs) {
  /// The name of the field.
  public static final String FIELD = "Received-SPF";

  private static final int LONGEST = 64 * 1024;
  private static final int MOST_PAIRS = 50;
  private static final String FOLD = "\r\n\t";

  /// Copies the pairs.
  public ReceivedSpf {
    pairs = Map.copyOf(pairs);
  }

  /// The field that tells an outcome.
  public static HeaderField field(SpfRequest request, SpfOutcome outcome) {
    String client = AddressText.readable(request.client());
    String words =
        switch (outcome.result()) {
          case PASS -> "designates " + client + " as permitted sender";
          case FAIL, SOFTFAIL -> "does not designate " + client + " as permitted sender";
          case NEUTRAL -> "neither permits nor denies " + client;
          case NONE -> "says nothing of " + client;
          case TEMPERROR, PERMERROR -> "could not be asked about " + client;
        };
    String comment =
        FieldText.comment(request.receiver() + ": domain of " + outcome.domain() + " " + words);
    List<String> pairs = new ArrayList<>();
    pairs.add(pair("client-ip", client));
    if (!request.isOfHelo()) {
      pairs.add(pair("envelope-from", request.sender()));
    }
    pairs.add(pair("helo", request.helo()));
    pairs.add(pair("receiver", request.receiver()));
    pairs.add(pair("identity", request.isOfHelo() ? "helo" : "mailfrom"));
    pairs.add(pair("mechanism", outcome.mechanism()));
    if (!outcome.problem().isEmpty()) {
      pairs.add(pair("problem", outcome.problem()));
    }
    String value = outcome.result().word() + FOLD + comment + FOLD;
    return HeaderField.of(FIELD, value + String.join(";" + FOLD, pairs));
  }

  private static String pair(String key, String text) {
    return key + "=" + FieldText.word(text);
  }

  /// Reads a value; null for what is none, or has more than 50 pairs or 64 Ki characters.
  public static @Nullable ReceivedSpf parse(String value) {
    if (value.length() > LONGEST) {
      return null;
    }
    FieldReader in = new FieldReader(value);
    String result = in.word(";=").toLowerCase(Locale.ROOT);
    Map<String, String> pairs = new LinkedHashMap<>();
    while (!in.isAtEnd()) {
      String key = in.word(";=").toLowerCase(Locale.ROOT);
      if (key.isEmpty() || !in.take('=') || pairs.size() == MOST_PAIRS) {
        return null;
      }
      pairs.put(key, in.word(";"));
      in.take(';');
    }
    return result.isEmpty() || in.isBroken() ? null : new ReceivedSpf(result, pairs);
  }

  /// Whether a field says that `receiver` has checked, or can't be read. Where it comes from
  /// outside, it is forged.
  public static boolean claims(HeaderField field, String receiver) {
    if (!field.name().equalsIgnoreCase(FIELD)) {
      return false;
    }
    ReceivedSpf read = parse(new String(field.value(), StandardCharsets.UTF_8));
    return read == null || read.pairs.getOrDefault("receiver", "").equalsIgnoreCase(receiver);
  }
}
