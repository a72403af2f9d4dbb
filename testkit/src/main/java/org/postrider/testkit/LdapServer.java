// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A real slapd with the people a test gives it below [#BASE], on free ports of 127.0.0.1: one in
/// the clear that knows STARTTLS, one for LDAPS. [#ADMIN] may read everything with [#PASSWORD]; who
/// has not said who he is may read nothing. Close it to end it.
public final class LdapServer implements AutoCloseable {
  /// Below which entry everything is.
  public static final String BASE = "dc=example,dc=org";

  /// Who may read everything.
  public static final String ADMIN = "cn=admin,dc=example,dc=org";

  /// With which password.
  public static final String PASSWORD = "for tests only";

  private final List<String> command;
  private final Path directory;
  private final InetSocketAddress plain;
  private final InetSocketAddress secure;
  private Child child;

  private LdapServer(
      List<String> command, Path directory, InetSocketAddress plain, InetSocketAddress secure)
      throws IOException {
    this.command = command;
    this.directory = directory;
    this.plain = plain;
    this.secure = secure;
    child = Child.start(directory.resolve("slapd.log"), plain, command);
  }

  /// Starts slapd in an empty directory; `people` is LDIF.
  public static LdapServer start(Path directory, String people) throws IOException {
    Path slapd = Outside.program("slapd");
    Path database = Files.createDirectory(directory.resolve("database"));
    Path shown = directory.resolve("slapd.crt");
    Path key = directory.resolve("slapd.key");
    makeCertificate(shown, key);
    Path conf = directory.resolve("slapd.conf");
    Files.writeString(
        conf,
        """
        include /etc/ldap/schema/core.schema
        include /etc/ldap/schema/cosine.schema
        include /etc/ldap/schema/inetorgperson.schema
        modulepath /usr/lib/ldap
        moduleload back_mdb
        pidfile %1$s/slapd.pid
        TLSCertificateFile %2$s
        TLSCertificateKeyFile %3$s
        database mdb
        suffix "%4$s"
        rootdn "%5$s"
        rootpw "%6$s"
        directory %7$s
        access to attrs=userPassword by anonymous auth by * none
        access to * by users read by anonymous auth
        """
            .formatted(directory, shown, key, BASE, ADMIN, PASSWORD, database));
    Path ldif = directory.resolve("people.ldif");
    Files.writeString(
        ldif,
        "dn: %s\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n\n%s"
            .formatted(BASE, people));
    run(Outside.program("slapadd").toString(), "-f", conf.toString(), "-l", ldif.toString());
    InetSocketAddress plain = Child.freeAddress();
    InetSocketAddress secure = Child.freeAddress();
    String urls =
        "ldap://127.0.0.1:%d ldaps://127.0.0.1:%d".formatted(plain.getPort(), secure.getPort());
    return new LdapServer(
        List.of(slapd.toString(), "-d", "stats", "-h", urls, "-f", conf.toString()),
        directory,
        plain,
        secure);
  }

  /// By openssl: GnuTLS, which Debian's slapd uses, cannot read the keys that Java writes.
  private static void makeCertificate(Path certificate, Path key) throws IOException {
    run(
        Outside.program("openssl").toString(),
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "10",
        "-subj",
        "/CN=ldap.example.org",
        "-addext",
        "subjectAltName=DNS:ldap.example.org,IP:127.0.0.1",
        "-keyout",
        key.toString(),
        "-out",
        certificate.toString());
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(command[0] + ": " + said);
    }
  }

  /// The certificate that it shows, made out to `ldap.example.org` and 127.0.0.1.
  public Path certificate() {
    return directory.resolve("slapd.crt");
  }

  /// Where it is in the clear, and by STARTTLS.
  public String url() {
    return "ldap://127.0.0.1:" + plain.getPort();
  }

  /// The same for what has to be put between.
  public InetSocketAddress address() {
    return plain;
  }

  /// Where it is by TLS from the first octet.
  public String secureUrl() {
    return "ldaps://127.0.0.1:" + secure.getPort();
  }

  /// Ends it at once.
  public void kill() {
    child.kill();
  }

  /// Starts it anew, at the same place and with what it has kept.
  public void again() throws IOException {
    child = Child.start(directory.resolve("slapd.log"), plain, command);
  }

  @Override
  public void close() {
    child.close();
  }
}
