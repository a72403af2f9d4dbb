// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import java.nio.file.Path;

/// Where a certificate and its key are. Both files are PEM; they are read again when they change.
///
/// @param certificate the chain, the server's own first
/// @param key the private key, PKCS #8 or the traditional RSA or EC form, not encrypted
public record CertificateFiles(Path certificate, Path key) {}
