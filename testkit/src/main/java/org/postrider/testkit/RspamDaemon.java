// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A real rspamd with rules of the tests' own and none else. A message with `points N` has N
/// points: 4 greylist it, 6 add a header, 8 rewrite its subject, 15 reject it. One with `soft` is
/// rejected softly; one with `fields` is given a field that says what rspamd knows of the client,
/// one with `hostname` one that says what it is called, and one with `remove` loses its `X-Seen`.
/// Close it to end it.
public final class RspamDaemon implements AutoCloseable {
  private static final String RULES =
      """
      local function points(name, score)
        rspamd_config:register_symbol({
          name = 'POINTS_' .. name, score = score,
          callback = function(task)
            return tostring(task:get_content()):find('points ' .. name .. '\\r') ~= nil
          end})
      end
      points('4', 4) points('6', 6) points('8', 8) points('15', 15)
      rspamd_config:register_symbol({
        name = 'SOFT', score = 0,
        callback = function(task)
          if tostring(task:get_content()):find('soft\\r') then
            task:set_pre_result('soft reject', 'Come back at tea time')
          end
        end})
      rspamd_config:register_symbol({
        name = 'FIELDS', score = 0.5,
        callback = function(task)
          if not tostring(task:get_content()):find('fields\\r') then return false end
          local seen = string.format('ip=%s helo=%s user=%s\\n\\tfrom=%s rcpts=%d',
            task:get_ip(), task:get_helo(), task:get_user(),
            task:get_from('smtp')[1].addr, #task:get_recipients('smtp'))
          task:set_milter_reply({
            add_headers = {['X-Seen'] = {value = seen, order = 0}, ['X-Twice'] = {'one', 'two'}}})
          return true
        end})
      rspamd_config:register_symbol({
        name = 'HOSTNAME', score = 0,
        callback = function(task)
          if tostring(task:get_content()):find('hostname\\r') then
            task:set_milter_reply({add_headers = {['X-Host'] = task:get_hostname()}})
          elseif tostring(task:get_content()):find('remove\\r') then
            task:set_milter_reply({remove_headers = {['X-Seen'] = 0}})
          end
        end})
      """;

  private final Child child;
  private final InetSocketAddress address;
  private final Path socket;

  private RspamDaemon(Child child, InetSocketAddress address, Path socket) {
    this.child = child;
    this.address = address;
    this.socket = socket;
  }

  /// Starts rspamd in an empty directory.
  public static RspamDaemon start(Path directory) throws IOException {
    Path rspamd = Outside.program("rspamd");
    InetSocketAddress address = Child.freeAddress();
    Path socket = directory.resolve("rspamd.sock");
    Files.writeString(directory.resolve("rules.lua"), RULES);
    // The usual list of top-level domains takes rspamd seven seconds to read.
    Files.writeString(directory.resolve("domains"), "example\ntest\n");
    Path conf = directory.resolve("rspamd.conf");
    Files.writeString(conf, configuration(directory, address, socket));
    List<String> command = new ArrayList<>(List.of(rspamd.toString(), "-f", "-c", conf.toString()));
    if (Child.isRoot()) {
      command.add("--insecure");
    }
    return new RspamDaemon(
        Child.start(directory.resolve("rspamd.log"), address, command), address, socket);
  }

  private static String configuration(Path directory, InetSocketAddress address, Path socket) {
    return """
    options {
      pidfile = "%1$s/rspamd.pid";
      cache_file = "%1$s/cache";
      control_socket = "%1$s/control";
      hs_cache_dir = "%1$s";
      tempdir = "%1$s";
      url_tld = "%1$s/domains";
      filters = "";
      disable_hyperscan = true;
      dns { nameserver = ["127.0.0.1:1"]; }
    }
    logging { type = "console"; level = "warning"; }
    worker "normal" {
      bind_socket = "127.0.0.1:%2$d";
      bind_socket = "%3$s mode=0666";
      count = 1;
    }
    actions {
      greylist = 4; add_header = 6; rewrite_subject = 8; reject = 15;
      subject = "[junk] %%s";
    }
    lua = "%1$s/rules.lua";
    """
        .formatted(directory, address.getPort(), socket);
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return address;
  }

  /// Its socket in the file system.
  public Path socket() {
    return socket;
  }

  /// Ends it at once.
  public void kill() {
    child.kill();
  }

  @Override
  public void close() {
    child.close();
  }
}
