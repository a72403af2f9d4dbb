// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.Addressed;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.testkit.Outside;

/// The filters that people have: opendkim, opendmarc and rspamd's proxy, from their packages.
class DaemonsTest {
  private static final String MESSAGE =
      "From: a@b.example\r\nSubject:folded\r\n  twice \r\n\tover\r\nTo:   c@d.example\r\n"
          + "Date: Mon, 5 Jan 2026 12:00:00 +0000\r\nMessage-ID: <1@b.example>\r\n\r\n"
          + "body  with blanks \r\n\r\n.dot\r\n\u00e9\r\n";

  @TempDir private Path directory;

  private static PluginHarness harness(FilterDaemon... filters) {
    return PluginHarness.with(new Milter())
        .setting("filters", List.of(filters).stream().map(FilterDaemon::address).toList())
        .setting("hostname", "mx.test");
  }

  private static Addressed addressed(PluginHarness harness) {
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    assertThat(harness.hello("client.example").verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.mail("<a@b.example>").verdict()).isEqualTo(Verdict.pass());
    Addressed addressed = harness.mail("<a@b.example>").recipient("c@d.example");
    assertThat(addressed.verdict()).isEqualTo(Verdict.pass());
    return addressed;
  }

  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private FilterDaemon opendkim(KeyPair keys) throws IOException {
    Path key = directory.resolve("key.pem");
    Files.writeString(
        key,
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())));
    return FilterDaemon.configured(
        directory,
        "opendkim",
        List.of("-f", "-x"),
        """
        Domain b.example
        Selector s1
        KeyFile %s
        Mode s
        Canonicalization simple/simple
        InternalHosts 192.0.2.10
        RequireSafeKeys no
        Syslog no
        Socket local:%%s
        """
            .formatted(key));
  }

  /// Whether another's implementation finds the signature good.
  private void assertSigned(String message, KeyPair keys) throws Exception {
    Outside.file("/usr/lib/python3/dist-packages/dkim/__init__.py");
    Path file = directory.resolve("signed.eml");
    Files.writeString(file, message);
    String record =
        "v=DKIM1; k=rsa; p=" + Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    Process verify =
        new ProcessBuilder(
                "/usr/bin/python3",
                "-c",
                "import sys, dkim; record = sys.argv[2].encode();"
                    + " print(dkim.verify(open(sys.argv[1], 'rb').read(),"
                    + " dnsfunc=lambda name, timeout=5: record))",
                file.toString(),
                record)
            .redirectErrorStream(true)
            .start();
    assertThat(new String(verify.getInputStream().readAllBytes(), UTF_8)).isEqualTo("True\n");
    assertThat(verify.waitFor()).isZero();
  }

  @Test
  void opendkimSignsWhatGoesOut() throws Exception {
    KeyPair keys = keys();
    try (FilterDaemon opendkim = opendkim(keys)) {
      String kept = addressed(harness(opendkim)).amended(MESSAGE);
      assertThat(kept).startsWith("DKIM-Signature: v=1;").endsWith(MESSAGE);
      assertSigned(kept, keys);
    }
  }

  @Test
  void opendkimThatStallsOrIsKilledIsMetAgain() throws Exception {
    KeyPair keys = keys();
    try (FilterDaemon opendkim = opendkim(keys)) {
      PluginHarness harness = harness(opendkim).setting("reply-timeout", "500ms");
      Addressed stalled = addressed(harness);
      opendkim.stall();
      String large = MESSAGE + "x".repeat(70).concat("\r\n").repeat(30_000);
      assertThatThrownBy(() -> stalled.message(large))
          .isInstanceOf(AssertionError.class)
          .rootCause()
          .isInstanceOf(IOException.class);
      opendkim.goOn();
      Addressed killed = addressed(harness);
      opendkim.kill();
      assertThatThrownBy(() -> killed.message(large)).isInstanceOf(AssertionError.class);
      opendkim.restart();
      assertThat(harness.mail("<a@b.example>").verdict()).isEqualTo(Verdict.pass());
      Addressed well = harness.mail("<a@b.example>").recipient("c@d.example");
      assertThat(well.verdict()).isEqualTo(Verdict.pass());
      assertSigned(well.amended(large), keys);
    }
  }

  @Test
  void opendmarcSaysWhatItHasFound() throws Exception {
    try (FilterDaemon opendmarc =
        FilterDaemon.configured(
            directory,
            "opendmarc",
            List.of("-f", "-c"),
            "AuthservID mx.test\nSoftwareHeader true\nSyslog false\nSocket local:%s\n")) {
      assertThat(addressed(harness(opendmarc)).amended(MESSAGE))
          .contains("Authentication-Results: mx.test; dmarc=")
          .contains("header.from=b.example\r\n")
          .contains(" mx.test " + "0".repeat(26) + "\r\n")
          .endsWith(MESSAGE);
    }
  }

  private FilterDaemon rspamd() throws IOException {
    Files.writeString(directory.resolve("domains"), "example\ntest\n");
    Files.writeString(
        directory.resolve("rules.lua"),
        """
        rspamd_config:register_symbol({ name = 'JUNK', score = 20,
          callback = function(task)
            return tostring(task:get_content()):find('junk') ~= nil
          end})
        rspamd_config:register_symbol({ name = 'SEEN', score = 0,
          callback = function(task)
            task:set_milter_reply({
              add_headers = {['X-Seen'] = {value = task:get_helo(), order = 0}, ['X-Last'] = 'yes'},
              remove_headers = {['Subject'] = 1}})
          end})
        """);
    return FilterDaemon.configured(
        directory,
        "rspamd",
        List.of("-f", "--insecure", "-c"),
        """
        options {
          pidfile = "DIR/rspamd.pid";
          cache_file = "DIR/cache";
          control_socket = "DIR/control";
          hs_cache_dir = "DIR";
          tempdir = "DIR";
          url_tld = "DIR/domains";
          filters = "";
          disable_hyperscan = true;
          dns { nameserver = ["127.0.0.1:1"]; }
        }
        logging { type = "console"; level = "warning"; }
        worker "rspamd_proxy" {
          bind_socket = "%s mode=0666";
          milter = yes;
          count = 1;
          upstream "local" { default = yes; self_scan = yes; }
        }
        actions { reject = 15; }
        lua = "DIR/rules.lua";
        """
            .replace("DIR", directory.toString()));
  }

  @Test
  void rspamdChangesAndRefuses() throws Exception {
    try (FilterDaemon rspamd = rspamd()) {
      PluginHarness harness = harness(rspamd);
      assertThat(addressed(harness).amended(MESSAGE))
          .startsWith("X-Seen: client.example\r\nFrom: a@b.example\r\nTo:   c@d.example\r\n")
          .contains("<1@b.example>\r\nX-Last: yes\r\n\r\nbody");
      assertThat(addressed(harness).message(MESSAGE + "junk\r\n"))
          .isInstanceOfSatisfying(
              ContentVerdict.Refuse.class,
              refuse ->
                  assertThat(refuse.refusal().reply())
                      .hasToString("554 5.7.1 Spam message rejected"));
    }
  }

  @Test
  void oneSignsWhatAnotherHasChanged() throws Exception {
    KeyPair keys = keys();
    Path own = Files.createDirectory(directory.resolve("actions"));
    try (FilterDaemon actions = FilterDaemon.actions(own, "plain");
        FilterDaemon opendkim = opendkim(keys)) {
      String kept =
          addressed(harness(actions, opendkim))
              .amended("X-Do: add body change\r\n" + MESSAGE.replace("To:", "X-Note: 1\r\nTo:"));
      assertThat(kept).contains("X-Added: at the\r\n\tend\r\n").endsWith("body\r\nbody\r\n");
      assertSigned(kept, keys);
    }
  }
}
