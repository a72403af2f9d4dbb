// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.arc;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.DnsName;
import org.postrider.mail.auth.TagList;
import org.postrider.mail.auth.dkim.SignatureAlgorithm;
import org.postrider.smtp.protocol.message.HeaderField;

/// A seal, as far as it can be read. Immutable.
///
/// @param field the field itself
/// @param domain who has sealed (`d=`), `""` where it can't be read
/// @param selector where the domain has its key (`s=`)
/// @param algorithm how it is signed, null where that is not known
/// @param signature what is signed
/// @param chain what the chain had come to (`cv=`), null where it does not say
/// @param problem what is wrong with it, `""` where nothing is
///
/// @rfc 8617 §4.1.3
@SuppressWarnings("ArrayRecordComponent") // read once, changed and compared never
public record ArcSeal(
    HeaderField field,
    String domain,
    String selector,
    @Nullable SignatureAlgorithm algorithm,
    byte[] signature,
    @Nullable ArcResult chain,
    String problem) {

  static ArcSeal read(HeaderField field) {
    TagList tags = TagList.parse(new String(field.value(), StandardCharsets.UTF_8));
    if (tags == null) {
      return new ArcSeal(field, "", "", null, new byte[0], null, "its tags can't be read");
    }
    String domain = DnsName.of(tags.compact("d"));
    String selector = DnsName.of(tags.compact("s"));
    SignatureAlgorithm algorithm = SignatureAlgorithm.of(tags.compact("a"));
    byte[] signature = base64(tags.compact("b"));
    ArcResult chain =
        switch (tags.value("cv", "")) {
          case "none" -> ArcResult.NONE;
          case "fail" -> ArcResult.FAIL;
          case "pass" -> ArcResult.PASS;
          default -> null;
        };
    boolean hasNames = domain != null && selector != null;
    boolean hasTime = !tags.has("t") || isNumber(tags.value("t", ""));
    boolean isSound = hasNames && hasTime && algorithm != null && signature.length > 0;
    return new ArcSeal(
        field,
        domain == null ? "" : domain,
        selector == null ? "" : selector,
        algorithm,
        signature,
        chain,
        isSound && chain != null && !tags.has("h") ? "" : "its tags are not those of a seal");
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return new byte[0]; // which signs nothing
    }
  }

  static int instance(HeaderField field) {
    TagList tags = TagList.parse(new String(field.value(), StandardCharsets.UTF_8));
    return tags == null ? 0 : Instances.read(tags.value("i", ""));
  }
}
