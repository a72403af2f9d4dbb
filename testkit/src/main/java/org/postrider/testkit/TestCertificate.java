// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate that signs itself, for one host name and 127.0.0.1, made by the JDK's keytool;
/// both ends of a TLS connection can be made from it. Immutable.
public final class TestCertificate {
  private static final char[] PASSWORD = "for tests only".toCharArray();

  private final KeyStore store;

  private TestCertificate(KeyStore store) {
    this.store = store;
  }

  /// Makes one in `folder`, for ten days.
  public static TestCertificate make(Path folder, String host)
      throws IOException, GeneralSecurityException, InterruptedException {
    return make(folder, host, List.of("-keyalg", "EC", "-groupname", "secp256r1"));
  }

  /// As [#make(Path, String)], with a key and a signature by these options of keytool.
  public static TestCertificate make(Path folder, String host, List<String> options)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path file = folder.resolve(host + ".p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String password = new String(PASSWORD);
    List<String> command = new ArrayList<>(List.of(keytool.toString(), "-genkeypair"));
    command.addAll(List.of("-alias", "server", "-dname", "CN=" + host, "-validity", "10"));
    command.addAll(List.of("-ext", "san=dns:" + host + ",ip:127.0.0.1"));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
    command.addAll(List.of("-storepass", password, "-keypass", password));
    command.addAll(options);
    Process made = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (made.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    Files.delete(file);
    return new TestCertificate(store);
  }

  /// For the end that shows it.
  public SSLContext server() throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /// For an end that trusts it and nothing else.
  public SSLContext client() throws GeneralSecurityException, IOException {
    return client("TLS");
  }

  /// As [#client()], up to a version of TLS such as `TLSv1.2`.
  public SSLContext client(String version) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance(version);
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /// The certificate itself.
  public Certificate certificate() throws GeneralSecurityException {
    return store.getCertificate("server");
  }

  /// Writes certificate and key (PKCS #8) as PEM files.
  public void write(Path certificateFile, Path keyFile)
      throws GeneralSecurityException, IOException {
    Key key = store.getKey("server", PASSWORD);
    Files.writeString(certificateFile, pem("CERTIFICATE", certificate().getEncoded()));
    Files.writeString(keyFile, pem("PRIVATE KEY", key.getEncoded()));
  }

  private static String pem(String label, byte[] octets) {
    Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN "
        + label
        + "-----\n"
        + encoder.encodeToString(octets)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
