// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.arc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.postrider.mail.auth.FieldReader;
import org.postrider.mail.auth.dkim.SignatureField;
import org.postrider.mail.auth.dkim.SignedFields;
import org.postrider.smtp.protocol.message.HeaderField;

/// The sets that a message has, in their order. Immutable.
///
/// @param sets them, none where there is something wrong
/// @param highest the highest number that was found
/// @param isEmpty whether there is no field of a chain at all
/// @param isGivenUp whether the last seal says that the chain was broken before
/// @param problem what is wrong, `""` where the structure is as it should be
///
/// @rfc 8617 §5.2
record ArcChain(
    List<ArcSet> sets, int highest, boolean isEmpty, boolean isGivenUp, String problem) {
  static final String RESULTS = "ARC-Authentication-Results";
  static final String MESSAGE = "ARC-Message-Signature";
  static final String SEAL = "ARC-Seal";

  static ArcChain of(SignedFields fields) {
    Map<Integer, HeaderField> results = new HashMap<>();
    Map<Integer, HeaderField> messages = new HashMap<>();
    Map<Integer, HeaderField> seals = new HashMap<>();
    boolean isSound = index(fields.named(RESULTS), ArcChain::instanceOfResults, results);
    isSound &= index(fields.named(MESSAGE), ArcSeal::instance, messages);
    isSound &= index(fields.named(SEAL), ArcSeal::instance, seals);
    int highest = 0;
    for (Map<Integer, HeaderField> each : List.of(results, messages, seals)) {
      highest = each.keySet().stream().reduce(highest, Math::max);
    }
    HeaderField last = seals.get(highest);
    boolean isGivenUp = last != null && ArcSeal.read(last).chain() == ArcResult.FAIL;
    if (isSound && highest == 0) {
      return new ArcChain(List.of(), 0, true, false, "");
    }
    List<ArcSet> sets = new ArrayList<>();
    for (int i = 1; i <= highest && isSound; i++) {
      HeaderField result = results.get(i);
      HeaderField message = messages.get(i);
      HeaderField seal = seals.get(i);
      if (result == null || message == null || seal == null) {
        isSound = false;
      } else {
        sets.add(new ArcSet(i, result, SignatureField.ofArc(message), ArcSeal.read(seal)));
      }
    }
    String problem = isSound ? fault(sets) : "a field is missing, there twice, or has no number";
    return new ArcChain(
        problem.isEmpty() ? List.copyOf(sets) : List.of(), highest, false, isGivenUp, problem);
  }

  /// Puts fields by their numbers; tells whether each has one, and no two the same.
  private static boolean index(
      List<HeaderField> fields, ToIntFunction<HeaderField> number, Map<Integer, HeaderField> to) {
    boolean isSound = fields.size() <= Instances.MOST;
    for (HeaderField field : fields.subList(0, Math.min(Instances.MOST, fields.size()))) {
      int instance = number.applyAsInt(field);
      isSound &= instance > 0 && to.put(instance, field) == null;
    }
    return isSound;
  }

  private static int instanceOfResults(HeaderField field) {
    return Instances.ofResults(new FieldReader(new String(field.value(), StandardCharsets.UTF_8)));
  }

  private static String fault(List<ArcSet> sets) {
    for (ArcSet set : sets) {
      ArcResult right = set.instance() == 1 ? ArcResult.NONE : ArcResult.PASS;
      if (!set.seal().problem().isEmpty()) {
        return "seal " + set.instance() + ": " + set.seal().problem();
      }
      if (set.seal().chain() != right) {
        return "seal " + set.instance() + " does not say " + right.word();
      }
    }
    return "";
  }
}
