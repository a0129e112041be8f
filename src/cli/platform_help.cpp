// SPDX-License-Identifier: MIT
#include "cli/platform.h"

namespace ddns {

namespace {

constexpr PlatformHelp linux_help{
    "sudo ddns-reactor service install -c /etc/ddns-reactor/config.yaml",
    R"(Signals: TERM ends it when what is under way has finished, at most 5 s later;
HUP reads the configuration again, as changing the file does.

Examples
  ddns-reactor run -c /etc/ddns-reactor/config.yaml
  ddns-reactor -c config.yaml                        the same command, shorter
  ddns-reactor -s duckdns -d home -t '${env:TOKEN}'  no file at all
)",
    R"(  install -c FILE       write and enable a systemd unit for this configuration
  uninstall             stop, disable and remove it; configuration and state stay
  start, stop, status

  -c, --config FILE     default: /etc/ddns-reactor/config.yaml
      --dry-run         with install: print the unit, touch nothing
      --user            a service of your own instead of the system's

The service has a user of its own when everybody may read the configuration. Keep
secrets out of it then: put each in a file in /etc/credstore and write ${cred:NAME};
systemd passes those on. When the configuration, or a file that it names, is only for
root, the service is root without capabilities in a read-only system.

Examples
  sudo ddns-reactor service install -c /etc/ddns-reactor/config.yaml
  sudo ddns-reactor service start
  ddns-reactor service install -c config.yaml --dry-run
)"};

constexpr PlatformHelp windows_help{
    "ddns-reactor service install -c C:\\ProgramData\\ddns-reactor\\config.yaml",
    R"(Ctrl-C ends it when what is under way has finished, at most 5 s later. A change of the
file makes it read the configuration again.

Examples
  ddns-reactor run -c config.yaml
  ddns-reactor -c config.yaml                        the same command, shorter
  ddns-reactor -s duckdns -d home -t '${env:TOKEN}'  no file at all
)",
    R"(  install -c FILE       let Windows start the daemon with this configuration
  uninstall             stop and remove it; configuration and state stay
  start, stop, status   of whatever is installed

  -c, --config FILE     default: C:\ProgramData\ddns-reactor\config.yaml
      --mode MODE       who starts it:
                          service  Windows, as a service (default)
                          task     the Task Scheduler, when the computer starts
                          logon    you, when you log on: a Run key; needs no administrator
      --dry-run         with install: say what would be written, touch nothing

Everything but `status` and the mode `logon` needs an administrator's terminal. The
service has an account of its own, NT SERVICE\ddns-reactor, which can read nobody's
files; keep the configuration in C:\ProgramData\ddns-reactor, which `install` closes to
everybody else. What the daemon says is in the Event Log: Event Viewer, Windows Logs,
Application, source ddns-reactor.

Examples
  ddns-reactor service install -c C:\ProgramData\ddns-reactor\config.yaml
  ddns-reactor service start
  ddns-reactor service install --mode logon -c C:\Users\me\ddns.yaml
)"};

} // namespace

PlatformHelp platform_help(CommandPlatform::Family family) {
    return family == CommandPlatform::Family::windows ? windows_help : linux_help;
}

} // namespace ddns
