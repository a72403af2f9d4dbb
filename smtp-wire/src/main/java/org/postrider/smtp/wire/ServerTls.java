// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TLS as a server does it, with certificates that are read again when one of their files changes.
///
/// [#open] fails where the files are wrong. Later the certificates in use stay until new ones were
/// read whole; a change is looked for when a handshake begins, at most once a second and not on the
/// thread that asks, so the handshake that finds it may still show an old one. Any thread.
///
/// @rfc 8996 §1
/// @rfc 9325 §3.1
public final class ServerTls {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
  private static final int MOST_WORDS = 200;
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final TlsSettings settings;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile Loaded loaded;
  private volatile long lookedAtNanos = System.nanoTime();

  private record Stamp(FileTime certificate, long certificateSize, FileTime key, long keySize) {}

  private record Loaded(
      SslContext context, List<X509Certificate> certificates, List<Stamp> stamps) {}

  private ServerTls(TlsSettings settings, Loaded loaded) {
    this.settings = settings;
    this.loaded = loaded;
  }

  /// Reads the files; throws `IOException` that says what is wrong with them.
  public static ServerTls open(TlsSettings settings) throws IOException {
    return new ServerTls(settings, load(settings));
  }

  /// Reads the files now, whether or not they seem changed. Throws `IOException`, with the old
  /// certificates still in use, where they are wrong.
  public void reload() throws IOException {
    loaded = load(settings);
  }

  /// The certificates in use, in the order of their files.
  public List<X509Certificate> certificates() {
    return loaded.certificates;
  }

  /// Where they were read from.
  public TlsSettings settings() {
    return settings;
  }

  /// A handler for one connection. It has no clock of its own: how long a handshake may take is for
  /// the session to say, which tells of it too.
  SslHandler handler(ByteBufAllocator allocator) {
    lookForChange();
    SslHandler handler = loaded.context.newHandler(allocator);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /// Why a handshake failed, in words of a bounded length.
  static String why(Throwable failure) {
    if (failure instanceof NotSslRecordException) {
      return "what came is not TLS"; // its own words are all the octets that came
    }
    String words = String.valueOf(failure.getMessage());
    return words.substring(0, Math.min(words.length(), MOST_WORDS));
  }

  private void lookForChange() {
    long now = System.nanoTime();
    if (now - lookedAtNanos >= LOOK_EVERY_NANOS && looking.compareAndSet(false, true)) {
      lookedAtNanos = now;
      Thread.ofVirtual().name("certificate").start(this::loadIfChanged);
    }
  }

  private void loadIfChanged() {
    try {
      if (!stamps(settings).equals(loaded.stamps)) {
        reload();
        LOG.info("the certificates were read again");
      }
    } catch (IOException e) {
      LOG.warn("the old certificates stay in use: {}", e.getMessage());
    } finally {
      looking.set(false);
    }
  }

  private static Loaded load(TlsSettings settings) throws IOException {
    List<Stamp> stamps = stamps(settings); // before the reading: a change in between is found later
    List<PemFiles.Identity> identities = new ArrayList<>();
    for (CertificateFiles each : settings.all()) {
      identities.add(PemFiles.read(each));
    }
    SslContext context =
        SslContextBuilder.forServer(new CertificateChoice(identities))
            .sslProvider(SslProvider.JDK)
            .protocols(settings.policy().versions())
            .ciphers(settings.policy().ciphers(), SupportedCipherSuiteFilter.INSTANCE)
            .build();
    return new Loaded(
        context, identities.stream().map(each -> each.chain().getFirst()).toList(), stamps);
  }

  private static List<Stamp> stamps(TlsSettings settings) throws IOException {
    List<Stamp> stamps = new ArrayList<>();
    for (CertificateFiles each : settings.all()) {
      stamps.add(stamp(each));
    }
    return stamps;
  }

  private static Stamp stamp(CertificateFiles files) throws IOException {
    try {
      return new Stamp(
          Files.getLastModifiedTime(files.certificate()),
          Files.size(files.certificate()),
          Files.getLastModifiedTime(files.key()),
          Files.size(files.key()));
    } catch (NoSuchFileException e) {
      throw new IOException(e.getFile() + " is not there", e);
    }
  }
}
