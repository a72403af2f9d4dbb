// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TLS as a server does it: 1.2 and 1.3, with one certificate, which is read again when its files
/// change.
///
/// [#open] fails where the files are wrong. Later the certificate in use stays until a new one was
/// read whole; a change is looked for when a handshake begins, at most once a second and not on the
/// thread that asks, so the handshake that finds it may still show the old certificate. Any thread.
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

  private record Loaded(SslContext context, X509Certificate certificate, Stamp stamp) {}

  private ServerTls(TlsSettings settings, Loaded loaded) {
    this.settings = settings;
    this.loaded = loaded;
  }

  /// Reads the files; throws `IOException` that says what is wrong with them.
  public static ServerTls open(TlsSettings settings) throws IOException {
    return new ServerTls(settings, load(settings));
  }

  /// Reads the files now, whether or not they seem changed. Throws `IOException`, with the old
  /// certificate still in use, where they are wrong.
  public void reload() throws IOException {
    loaded = load(settings);
  }

  /// The certificate in use.
  public X509Certificate certificate() {
    return loaded.certificate;
  }

  /// Where the certificate was read from.
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
      Stamp now = stamp(settings);
      if (!now.equals(loaded.stamp)) {
        reload();
        LOG.info("certificate {} was read again", settings.certificate());
      }
    } catch (IOException e) {
      LOG.warn("the old certificate stays in use: {}", e.getMessage());
    } finally {
      looking.set(false);
    }
  }

  private static Loaded load(TlsSettings settings) throws IOException {
    Stamp stamp = stamp(settings); // before the reading: a change in between is found later
    PemFiles.Identity identity = PemFiles.read(settings);
    SslContext context =
        SslContextBuilder.forServer(
                identity.key(), identity.chain().toArray(new X509Certificate[0]))
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .build();
    return new Loaded(context, identity.chain().getFirst(), stamp);
  }

  private static Stamp stamp(TlsSettings settings) throws IOException {
    try {
      return new Stamp(
          Files.getLastModifiedTime(settings.certificate()),
          Files.size(settings.certificate()),
          Files.getLastModifiedTime(settings.key()),
          Files.size(settings.key()));
    } catch (NoSuchFileException e) {
      throw new IOException(e.getFile() + " is not there", e);
    }
  }
}
