// SPDX-License-Identifier: MIT
#include "cli/command.h"
#include "cli/help.h"
#include "util/text.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

std::vector<std::string> words(std::string_view line) {
    std::vector<std::string> out;
    for (const std::string_view word : split(line, ' '))
        if (!word.empty()) out.emplace_back(word);
    return out;
}

constexpr auto linux_family = CommandPlatform::Family::linux_;
constexpr auto windows_family = CommandPlatform::Family::windows;
const CommandPlatform on_linux{linux_family, "/etc/ddns-reactor/config.yaml"};
const CommandPlatform on_windows{windows_family, "C:\\ProgramData\\ddns-reactor\\config.yaml"};

template <class T>
T parsed(std::string_view line, const CommandPlatform& platform = on_linux) {
    const Command command = parse_command(words(line), platform);
    CAPTURE(line);
    if (const auto* text = std::get_if<ShowText>(&command)) {
        CAPTURE(text->text);
    }
    REQUIRE(std::holds_alternative<T>(command));
    return std::get<T>(command);
}

std::string or_none(const std::optional<std::string>& value) { return value.value_or("-"); }

} // namespace

TEST_CASE("a configuration alone means run") {
    for (const char* line : {"-c a.yaml", "run -c a.yaml", "run --config a.yaml", "run --config=a.yaml",
                             "-c a.yaml run", "run -ca.yaml"}) {
        const auto run = parsed<RunCommand>(line);
        CHECK(run.options.config == "a.yaml");
        CHECK_FALSE(run.options.seed.has_value());
    }
    CHECK(parsed<OnceCommand>("once -c a.yaml").options.config == "a.yaml");
}

TEST_CASE("the seed form needs no file") {
    const auto run = parsed<RunCommand>("-s duckdns -d home -t abc -i 300");
    CHECK(run.options.config.empty());
    REQUIRE(run.options.seed.has_value());
    CHECK(or_none(run.options.seed->provider) == "duckdns");
    CHECK(or_none(run.options.seed->domain) == "home");
    CHECK(or_none(run.options.seed->token) == "abc");
    CHECK(or_none(run.options.seed->interval) == "300");
    CHECK(or_none(run.options.seed->username) == "-");
    const auto once = parsed<OnceCommand>("once -s noip -d a.example.com -u me -p secret");
    CHECK(or_none(once.options.seed->username) == "me");
    CHECK(or_none(once.options.seed->password) == "secret");
    CHECK(or_none(parsed<RunCommand>("-s x -d y --token=-dash").options.seed->token) == "-dash");
}

TEST_CASE("every command carries its options") {
    const auto plan = parsed<PlanCommand>("plan -c a.yaml --snapshot net.yaml --json");
    CHECK(plan.config == "a.yaml");
    CHECK(or_none(plan.snapshot) == "net.yaml");
    CHECK(plan.json);
    CHECK_FALSE(parsed<PlanCommand>("plan -c a.yaml").json);
    CHECK(parsed<CheckCommand>("check -c a.yaml").config == "a.yaml");
    using Action = ProvidersCommand::Action;
    CHECK(parsed<ProvidersCommand>("providers duckdns").action == Action::show);
    const auto lint = parsed<ProvidersCommand>("providers lint a.yaml b.yaml");
    CHECK(lint.action == Action::lint);
    CHECK(lint.files == std::vector<std::string>{"a.yaml", "b.yaml"});
    CHECK(parsed<ProvidersCommand>("providers try a.yaml").action == Action::try_);
    CHECK(parsed<ProvidersCommand>("providers schema").action == Action::schema);
    CHECK(parsed<ProvidersCommand>("providers index").action == Action::index);
    parsed<SnapshotCommand>("snapshot");
    CHECK(or_none(parsed<RankCommand>("rank").snapshot) == "-");
    CHECK(or_none(parsed<RankCommand>("rank --snapshot f -c a.yaml").config) == "a.yaml");
    CHECK(or_none(parsed<ProvidersCommand>("providers").name) == "-");
    CHECK(or_none(parsed<ProvidersCommand>("providers status").name) == "status");
    CHECK(or_none(parsed<AskCommand>("status --state /s").state) == "/s");
    CHECK(or_none(parsed<AskCommand>("status --json").name) == "-");
    const auto why = parsed<AskCommand>("why plan -c a.yaml");
    CHECK(or_none(why.name) == "plan");
    CHECK(or_none(why.config) == "a.yaml");
}

TEST_CASE("service takes an action") {
    using Action = ServiceCommand::Action;
    const auto install = parsed<ServiceCommand>("service install -c a.yaml --dry-run");
    CHECK(install.action == Action::install);
    CHECK(install.config == "a.yaml");
    CHECK(install.dry_run);
    CHECK(install.scope == ServiceScope::system);
    CHECK(parsed<ServiceCommand>("service uninstall").action == Action::uninstall);
    CHECK(parsed<ServiceCommand>("service start").action == Action::start);
    CHECK(parsed<ServiceCommand>("service stop --user").scope == ServiceScope::session);
    CHECK(parsed<ServiceCommand>("service status").action == Action::status);
    CHECK(parsed<ServiceCommand>("service install").config == "/etc/ddns-reactor/config.yaml");
}

TEST_CASE("on Windows service takes a mode, and run says who started it") {
    const auto install = parsed<ServiceCommand>("service install", on_windows);
    CHECK(install.mode == StartMode::service);
    CHECK(install.config == "C:\\ProgramData\\ddns-reactor\\config.yaml");
    CHECK(parsed<ServiceCommand>("service install --mode task", on_windows).mode == StartMode::task);
    CHECK(parsed<ServiceCommand>("service install --mode=logon", on_windows).mode == StartMode::logon);
    CHECK(parsed<RunCommand>("run -c a.yaml", on_windows).options.place == RunPlace::foreground);
    const auto service = parsed<RunCommand>("run --service", on_windows).options;
    CHECK(service.place == RunPlace::service);
    CHECK(service.config == "C:\\ProgramData\\ddns-reactor\\config.yaml");
    const auto hidden = parsed<RunCommand>("run --hidden -c a.yaml", on_windows).options;
    CHECK(hidden.place == RunPlace::hidden);
    CHECK(hidden.config == "a.yaml");
    for (const auto& [line, says] :
         {std::pair{"service install --mode deamon",
                    "ddns-reactor: --mode cannot be \"deamon\"; it is service, task or logon\n"},
          std::pair{"service stop --mode task",
                    "ddns-reactor: --mode is for `service install`; the others find what is installed\n"},
          std::pair{"service install --user", "ddns-reactor: unknown option --user for service; see "
                                              "`ddns-reactor service --help`\n"},
          std::pair{"run", "ddns-reactor: run needs a configuration; give it with `ddns-reactor run -c "
                           "FILE`\n"}})
        CHECK(parsed<ShowText>(line, on_windows).text == says);
    CHECK(parsed<ShowText>("run --service").text.starts_with("ddns-reactor: unknown option --service"));
}

TEST_CASE("what is wrong is said in one sentence and ends with 2") {
    struct Row {
        const char *line, *says;
    };
    for (const Row& row :
         {Row{"pln -c a.yaml", "unknown command \"pln\"; did you mean \"plan\"?"},
          Row{"providers lint", "providers lint needs a file: `ddns-reactor providers lint mine.yaml`"},
          Row{"providers try -c a.yaml b.yaml", "providers try takes no configuration"},
          Row{"providers index a.yaml",
              "\"a.yaml\" is too much for providers; see `ddns-reactor providers --help`"},
          Row{"providers duckdns noip",
              "\"noip\" is too much for providers; see `ddns-reactor providers --help`"},
          Row{"frobnicate", "unknown command \"frobnicate\"; see `ddns-reactor --help`"},
          Row{"run --confg a.yaml", "unknown option --confg for run; did you mean \"--config\"?"},
          Row{"--versoin", "unknown option --versoin; did you mean \"--version\"?"},
          Row{"--tokne=geheim -s x", "unknown option --tokne; did you mean \"--token\"?"},
          Row{"run -x -c a.yaml", "unknown option -x for run; see `ddns-reactor run --help`"},
          Row{"check -c a.yaml --json", "unknown option --json for check; see `ddns-reactor check --help`"},
          Row{"check -c a.yaml b.yaml", "\"b.yaml\" is too much for check; see `ddns-reactor check --help`"},
          Row{"run -c", "--config needs a value"},
          Row{"-s", "--provider needs a value"},
          Row{"-t geheim", "a provider and a name are missing: `ddns-reactor -s PROVIDER -d NAME -t TOKEN`"},
          Row{"-i 300", "a provider and a name are missing: `ddns-reactor -s PROVIDER -d NAME -t TOKEN`"},
          Row{"run -c a -c b", "--config is given more than once, or has a value although it takes none"},
          Row{"run", "run needs a configuration; give it with `ddns-reactor run -c FILE`"},
          Row{"once", "once needs a configuration; give it with `ddns-reactor once -c FILE`"},
          Row{"plan --json", "plan needs a configuration; give it with `ddns-reactor plan -c FILE`"},
          Row{"check", "check needs a configuration; give it with `ddns-reactor check -c FILE`"},
          Row{"why", "why needs the name of a record: `ddns-reactor why home.example.com`"},
          Row{"-c a.yaml -s duckdns",
              "a configuration file and -s, -d, -t exclude each other; write it all into the file"},
          Row{"-s duckdns rank", "rank does not take -s, -d, -t; write a configuration file"},
          Row{"service", "service needs one of install, uninstall, start, stop, status"},
          Row{"service instal", "service cannot \"instal\"; did you mean \"install\"?"},
          Row{"service stop --dry-run", "--dry-run is for `service install`"}}) {
        CAPTURE(row.line);
        const auto text = parsed<ShowText>(row.line);
        CHECK(text.code == ExitCode::bad_config);
        CHECK(text.text == std::string("ddns-reactor: ") + row.says + "\n");
    }
}

TEST_CASE("a value never shows in an error") {
    for (const char* line : {"--tokne=geheim", "run --pasword=geheim"}) {
        CHECK(parsed<ShowText>(line).text.find("geheim") == std::string::npos);
    }
}

TEST_CASE("no arguments at all give the short help and 2") {
    const auto text = parsed<ShowText>("");
    CHECK(text.code == ExitCode::bad_config);
    CHECK(text.text == short_help());
}

TEST_CASE("help and version go with 0, also when the rest is incomplete") {
    CHECK(parsed<ShowText>("--help").text == full_help(linux_family));
    CHECK(parsed<ShowText>("-h").code == ExitCode::ok);
    CHECK(parsed<ShowText>("plan --help").text == command_help("plan", linux_family));
    CHECK(parsed<ShowText>("service install -h").text == command_help("service", linux_family));
    CHECK(parsed<ShowText>("--version").text == version_text());
}

TEST_CASE("help names every command and fits a terminal of 100 columns") {
    std::vector<std::string> texts{full_help(linux_family), full_help(windows_family), short_help()};
    for (const CommandHelp& help : command_helps()) {
        CHECK(full_help(linux_family).find("\n  " + std::string(help.usage)) != std::string::npos);
        CHECK(short_help().find("\n  " + std::string(help.usage)) != std::string::npos);
        texts.push_back(command_help(help.name, linux_family));
        texts.push_back(command_help(help.name, windows_family));
    }
    for (const std::string& text : texts)
        for (const std::string_view line : split(text, '\n')) {
            CAPTURE(line);
            CHECK(line.size() <= 100);
        }
}

TEST_CASE("a secret on the command line earns a warning, a reference to one does not") {
    SeedArguments seed;
    CHECK(exposed_secret_warning(seed).empty());
    seed.token = "${env:TOKEN}";
    CHECK(exposed_secret_warning(seed).empty());
    seed.password = "hunter2";
    const std::string warning = exposed_secret_warning(seed);
    CHECK(warning.find("password") != std::string::npos);
    CHECK(warning.find("hunter2") == std::string::npos);
    seed.token = "geheim";
    CHECK(exposed_secret_warning(seed).find("token") != std::string::npos);
}

TEST_CASE("a secret is overwritten in the word that holds it, a reference is not") {
    SeedArguments seed;
    seed.token = "geheim";
    seed.password = "${env:PASSWORD}";
    const std::pair<const char*, const char*> words_after[] = {
        {"geheim", "******"}, {"-tgeheim", "-t******"},   {"--token=geheim", "--token=******"},
        {"home", "home"},     {"geheimnis", "geheimnis"}, {"${env:PASSWORD}", "${env:PASSWORD}"},
    };
    for (const auto& [before, after] : words_after) {
        std::string word = before;
        overwrite_secrets(seed, word.data());
        CHECK(word == after);
    }
}

TEST_CASE("secret protect takes no secret, only for whom it is") {
    CHECK(parsed<SecretCommand>("secret protect").whom == ProtectedFor::user);
    CHECK(parsed<SecretCommand>("secret protect --machine").whom == ProtectedFor::machine);
    for (const char* line : {"secret", "secret show", "secret protect t0ken", "secret protect -c a.yaml",
                             "secret protect -t t0ken", "check -c a.yaml --machine"})
        CHECK(parsed<ShowText>(line).code == ExitCode::bad_config);
}

TEST_CASE("import names another client's file") {
    const auto plain = parsed<ImportCommand>("import ddclient.conf");
    CHECK(plain.file == "ddclient.conf");
    CHECK_FALSE(plain.from);
    CHECK_FALSE(plain.output);
    const auto all = parsed<ImportCommand>("import --from inadyn -o c.yaml a.conf");
    CHECK(all.file == "a.conf");
    CHECK(or_none(all.from) == "inadyn");
    CHECK(or_none(all.output) == "c.yaml");
    for (const char* line : {"import", "import a.conf b.conf", "import a.conf -c c.yaml",
                             "import a.conf --json", "check -c a.yaml --from inadyn"})
        CHECK(parsed<ShowText>(line).code == ExitCode::bad_config);
}
