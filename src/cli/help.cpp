// SPDX-License-Identifier: MIT
#include "cli/help.h"

#include "util/version.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr CommandHelp commands[] = {
    {"run", "run -c FILE", "keep the records right, in the foreground",
     R"(The daemon. It sleeps until the kernel says that an address, a route or a link
changed, and then updates every record that is no longer right.

  -c, --config FILE     the configuration

)"},
    {"once", "once -c FILE", "one pass: update, wait for the outcomes, end",
     R"(Does what the daemon does when it starts, waits for every outcome and ends.

  -c, --config FILE     the configuration

Exit code 1: something failed at a provider; 3: nothing failed, but there was no address to publish.
)"},
    {"plan", "plan -c FILE [--snapshot F] [--json]", "what would be sent, and why; touches nothing",
     R"(Shows what the daemon would do now. Sends nothing and writes nothing.

  -c, --config FILE     the configuration
      --snapshot F      the network from a file instead of this machine's
      --json            for programs

Examples
  ddns-reactor plan -c config.yaml
  ddns-reactor snapshot > net.yaml && ddns-reactor plan -c config.yaml --snapshot net.yaml
)"},
    {"check", "check -c FILE", "is the configuration good",
     R"(Reads the configuration and lists everything that is wrong with it, each with its
line. Exit code 2 when something is.

  -c, --config FILE     the configuration
)"},
    {"snapshot", "snapshot", "what the kernel has, as YAML",
     R"(Prints the interfaces, addresses and default routes of this machine in the form that
`--snapshot` reads. Good in a bug report; look through it for addresses first.
)"},
    {"rank", "rank [--snapshot F] [--json]", "this machine's addresses in order, with reasons",
     R"(Shows which addresses could be published, best first, with what put each in its
place, and which could not and why.

  -c, --config FILE     take the uplinks and the order of this configuration
      --snapshot F      the network from a file instead of this machine's
      --json            for programs
)"},
    {"providers", "providers [NAME]", "the DNS services it knows; one of them in detail",
     R"(Without a name: the list. With a name: its settings, as a piece of configuration to
copy.

  -c, --config FILE     include the folder `providers` beside this configuration

For those who write a provider file
  lint FILE...          is it good; every mistake with its line
  try FILE...           run its examples: what would leave, with secrets as ***, and what
                        comes of it. Nothing is sent
  schema                the JSON Schema of these files, for editors
  index                 all providers as a table in Markdown

Exit code of lint and try: 2 when something is wrong.

Examples
  ddns-reactor providers
  ddns-reactor providers cloudflare
  ddns-reactor providers try ./mine.yaml
)"},
    {"import", "import FILE [-o OUT]", "another client's configuration as ours",
     R"(Reads the configuration of ddns-go (YAML), inadyn, ddclient or ddns-updater (JSON) and
prints ours. What cannot be carried over is listed on stderr with its line and the reason,
and stands as a comment in the new file. Secrets go into the folder "config-secrets" beside
it, a file each that only its owner can read. No file is overwritten.

      --from CLIENT     ddns-go, inadyn, ddclient or ddns-updater; else it is recognised
  -o, --output OUT      a file to write instead; its secrets go into OUT-secrets

Examples
  ddns-reactor import /etc/ddclient.conf > config.yaml
  ddns-reactor import inadyn.conf --from inadyn -o /etc/ddns-reactor/config.yaml
)"},
    {"status", "status [-c FILE] [--json]", "ask the running daemon how the records are",
     R"(  -c, --config FILE     the daemon's configuration, to find its state folder
      --state DIR       or the state folder itself
      --json            for programs

Without either it asks at the usual places: where the state is when the configuration
does not say, and where the machine's own configuration puts it. The state folder
belongs to the daemon's user, so this may need sudo.
)"},
    {"why", "why NAME [-c FILE] [--json]", "ask it why a record is as it is",
     R"(NAME is a record, for example home.example.com. Shows every address that was
considered for it, and the rule that accepted or refused it.

  -c, --config FILE     the daemon's configuration, to find its state folder
      --state DIR       or the state folder itself
      --json            for programs
)"},
    {"service", "service install -c FILE", "also uninstall, start, stop, status", ""},
    {"secret", "secret protect [--machine]", "a token for the configuration that only Windows reads",
     R"(Reads a secret from stdin, without showing it, and prints ${dpapi:TEXT} to put into the
configuration in its place. On Windows only; elsewhere ${file:PATH} and ${cred:NAME} keep
a secret out of the file.

      --machine         for a service: every account on this machine can read it, and no
                        other machine. Without it, only your own account can.

The secret never stands on the command line. With --machine, let only administrators and
the service read the configuration.

Examples
  ddns-reactor secret protect
  type token.txt | ddns-reactor secret protect --machine
)"},
};

std::string command_list() {
    std::string out;
    for (const CommandHelp& command : commands)
        out += fmt::format("  {:<37} {}\n", command.usage, command.summary);
    return out;
}

} // namespace

std::span<const CommandHelp> command_helps() { return commands; }

std::string version_text() { return fmt::format("ddns-reactor {}\n", version()); }

std::string full_help(CommandPlatform::Family family) {
    return fmt::format("ddns-reactor {}: keeps DNS records pointing at this machine\n"
                       "\n"
                       "It listens to the kernel: when an address changes, the records are updated within\n"
                       "milliseconds.\n"
                       "\n"
                       "Usage: ddns-reactor COMMAND [OPTIONS]\n"
                       "\n"
                       "Commands\n{}"
                       "\n"
                       "Without a configuration file\n"
                       "  ddns-reactor -s PROVIDER -d NAME -t TOKEN [-i 300]\n"
                       "\n"
                       "  -s, --provider NAME   the DNS service: see `ddns-reactor providers`\n"
                       "  -d, --domain NAME     the record; several with commas between\n"
                       "  -t, --token TOKEN     or -u, --username and -p, --password\n"
                       "  -i, --interval TIME   look this often although the kernel said nothing: 300, 10m\n"
                       "\n"
                       "  Others can see a command line; '${{env:NAME}}' and '${{file:PATH}}' keep a secret\n"
                       "  out of it.\n"
                       "\n"
                       "Options\n"
                       "  -c, --config FILE     the configuration; alone it means `run`\n"
                       "  -h, --help            this, and after a command its options\n"
                       "      --version\n"
                       "\n"
                       "Examples\n"
                       "  ddns-reactor rank                        what could be published, and why\n"
                       "  ddns-reactor providers duckdns           what to write into the configuration\n"
                       "  ddns-reactor check -c config.yaml\n"
                       "  ddns-reactor run -c config.yaml\n"
                       "  {}\n"
                       "\n"
                       "Exit codes\n"
                       "  0 done   1 failed at a provider   2 wrong configuration or command line\n"
                       "  3 the system refused: socket, file, permission\n",
                       version(), command_list(), platform_help(family).install_example);
}

std::string short_help() {
    return fmt::format("ddns-reactor keeps DNS records pointing at this machine.\n"
                       "\n"
                       "{}"
                       "  -s duckdns -d NAME -t TOKEN -i 300    no configuration file at all\n"
                       "\n"
                       "`ddns-reactor --help` says more.\n",
                       command_list());
}

std::string command_help(std::string_view name, CommandPlatform::Family family) {
    const PlatformHelp platform = platform_help(family);
    const std::string_view more = name == "run"       ? platform.run
                                  : name == "service" ? platform.service
                                                      : std::string_view();
    for (const CommandHelp& command : commands)
        if (command.name == name)
            return fmt::format("ddns-reactor {}: {}\n\n{}{}", command.usage, command.summary, command.text,
                               more);
    return full_help(family);
}

} // namespace ddns
