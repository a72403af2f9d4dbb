// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.postrider.plugins.api.Lookup;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// The resolver as plug-ins see it.
record DnsLookup(Dns dns) implements Lookup {

  @Override
  public List<InetAddress> addresses(String name) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int type : new int[] {Type.A, Type.AAAA}) {
      for (Record each : records(name, type)) {
        switch (each) {
          case ARecord a -> addresses.add(a.getAddress());
          case AAAARecord aaaa -> addresses.add(aaaa.getAddress());
          default -> {} // a CNAME on the way
        }
      }
    }
    return addresses;
  }

  @Override
  public List<Inet4Address> addresses4(String name) throws IOException {
    List<Inet4Address> addresses = new ArrayList<>();
    for (Record each : records(name, Type.A)) {
      if (each instanceof ARecord a && a.getAddress() instanceof Inet4Address address) {
        addresses.add(address);
      }
    }
    return addresses;
  }

  @Override
  public List<String> texts(String name) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Record each : records(name, Type.TXT)) {
      if (each instanceof TXTRecord txt) {
        texts.add(String.join("", txt.getStrings()));
      }
    }
    return texts;
  }

  @Override
  public List<String> names(InetAddress address) throws IOException {
    List<String> names = new ArrayList<>();
    for (Record each : records(ReverseMap.fromAddress(address).toString(true), Type.PTR)) {
      if (each instanceof PTRRecord ptr) {
        names.add(ptr.getTarget().toString(true));
      }
    }
    return names;
  }

  @Override
  public List<String> exchangers(String name) throws IOException {
    List<MXRecord> found = new ArrayList<>();
    for (Record each : records(name, Type.MX)) {
      if (each instanceof MXRecord mx) {
        found.add(mx);
      }
    }
    found.sort(Comparator.comparingInt(MXRecord::getPriority));
    return found.stream().map(mx -> mx.getTarget().toString(true)).toList();
  }

  private List<Record> records(String name, int type) throws IOException {
    return switch (answer(name, type)) {
      case Answer.Found found -> found.records();
      case Answer.Absent absent -> List.of();
      case Answer.Unsure unsure ->
          throw new IOException("cannot look up " + name + " now: " + unsure.why());
    };
  }

  private Answer answer(String name, int type) throws IOException {
    try {
      return dns.ask(name, type).get();
    } catch (InterruptedException e) { // whoever asks is late
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while looking up " + name);
    } catch (ExecutionException e) {
      throw new IOException("cannot look up " + name + " now", e);
    }
  }
}
