// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import java.nio.file.Path;

/// Which certificate a server shows. Both files are PEM; they are read again when they change.
///
/// @param certificate the chain, the server's own first
/// @param key the private key, PKCS #8 or the traditional RSA or EC form, not encrypted
public record TlsSettings(Path certificate, Path key) {}
