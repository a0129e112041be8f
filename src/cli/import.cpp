// SPDX-License-Identifier: MIT
#include "import/import.h"

#include "cli/commands.h"
#include "cli/configuration.h"
#include "cli/output.h"
#include "config/describe.h"
#include "config/values.h"
#include "import/draft.h"
#include "import/write_config.h"
#include "provider/engine.h"
#include "util/file.h"
#include "util/path.h"
#include "util/text.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <set>

namespace ddns {

namespace {

constexpr std::string_view all_formats = "ddns-go, inadyn, ddclient or ddns-updater";

tl::unexpected<Error> wrong(std::string sentence) { return fail(ErrorKind::config, std::move(sentence)); }

Result<std::string> read_source(const std::string& path) {
    auto text = read_file(path, max_import_bytes);
    if (!text) return tl::unexpected<Error>(text.error());
    if (!*text) return wrong(fmt::format("there is no file {}", path));
    return std::move(**text);
}

Result<ImportFormat> format_of(const ImportCommand& command, std::string_view text) {
    if (command.from) {
        if (const auto format = parse_import_format(*command.from)) return *format;
        return wrong(fmt::format("--from cannot be \"{}\"; it is {}", printable(*command.from), all_formats));
    }
    if (const auto format = recognise(text)) return *format;
    return wrong(
        fmt::format("it cannot be told whose configuration {} is; say --from {}", command.file, all_formats));
}

/// What an inadyn.conf includes: relative paths start in the working directory, as there, and `~` is the
/// home.
IncludeReader include_reader() {
    return [](const std::string& path) -> Result<std::string> {
        const char* home = std::getenv("HOME");
        const bool from_home = path.starts_with("~/") && home;
        auto text = read_file(from_home ? home + path.substr(1) : path, max_import_bytes);
        if (!text) return tl::unexpected<Error>(text.error());
        if (!*text) return fail(ErrorKind::system, "there is no such file");
        return std::move(**text);
    };
}

/// Where everything goes.
struct Target {
    std::optional<std::string> file; ///< else it is printed
    std::string folder;              ///< of the secrets
    ImportNames names;

    /// What messages call it.
    [[nodiscard]] std::string name() const { return file.value_or("the new configuration"); }
};

Target target_of(const ImportCommand& command, ImportFormat format) {
    const std::filesystem::path out = to_path(command.output.value_or("config.yaml"));
    const std::string stem = from_path(out.stem());
    Target target;
    target.file = command.output;
    target.names.source = from_path(to_path(command.file).filename());
    target.names.client = to_string(format);
    target.names.secret_folder = (is_plain_name(stem) ? stem + "-" : "") + "secrets";
    target.folder = from_path(out.parent_path() / to_path(target.names.secret_folder));
    return target;
}

/// The world of the new file: its secrets are still in memory, variables are taken for granted, and so are
/// files that the original names and this machine does not have: they go to `absent`.
ConfigWorld world_of(const WrittenConfig& written, std::set<std::string>& absent) {
    ConfigWorld world = real_config_world();
    world.environment = [](const std::string&) { return std::optional<std::string>(assumed_secret); };
    world.readable_by_others = [](const std::string&) { return false; };
    world.read_file = [&](const std::string& path, std::size_t limit) -> Result<std::string> {
        const std::string name = from_path(to_path(path).filename());
        for (const auto& [file, content] : written.secrets)
            if (file == name) return content.reveal();
        auto text = read_file(path, limit);
        if (!text) return tl::unexpected<Error>(text.error());
        if (*text) return std::move(**text);
        absent.insert(path);
        return std::string(assumed_secret);
    };
    return world;
}

/// A file that `check` would take.
struct Checked {
    WrittenConfig written;
    std::set<std::string> absent; ///< files that it names and that are not here yet
    std::string size;             ///< in words
};

/// What `check` would say of the new file. An account that a provider's file refuses is turned off, and the
/// file written anew.
Result<Checked> write_and_check(ImportedConfig& config, const Target& target,
                                const ProviderCatalogue& catalogue) {
    while (any_active(config)) {
        Checked out{write_config(config, target.names), {}, {}};
        const LoadedConfig loaded =
            parse_config(out.written.yaml, target.name(), catalogue, world_of(out.written, out.absent));
        if (!loaded.config) {
            report(loaded.diagnostics);
            return fail(ErrorKind::config, "what was made of it is not good (see above), so nothing is "
                                           "written; please report this with a file that shows it");
        }
        bool good = true;
        for (const Account& account : loaded.config->accounts) {
            const ProviderDefinition* definition = catalogue.definition(account.provider);
            const auto checked = definition ? check_account(*definition, account) : Result<void>();
            if (checked) continue;
            turn_off(config, account.name, checked.error().what);
            good = false;
        }
        out.size = describe_size(*loaded.config);
        if (good) return out;
    }
    return wrong("nothing of it can be carried over as it is (the reasons are above), so nothing is written");
}

Result<void> refuse_to_overwrite(const Target& target, const WrittenConfig& written) {
    const auto refuse = [](const std::string& path) {
        return fail(ErrorKind::system,
                    fmt::format("{} is there already and is not overwritten; move it away, or name another "
                                "file with -o",
                                path));
    };
    std::error_code ignored;
    if (target.file && std::filesystem::exists(to_path(*target.file), ignored)) return refuse(*target.file);
    for (const auto& [name, content] : written.secrets) {
        const auto path = to_path(target.folder) / to_path(name);
        if (std::filesystem::exists(path, ignored)) return refuse(from_path(path));
    }
    return {};
}

/// Closed to others from the start: the files in it are private in any case.
Result<void> make_secret_folder(const std::string& folder) {
    std::error_code error;
    if (!std::filesystem::create_directory(to_path(folder), error) && error)
        return fail(ErrorKind::system,
                    fmt::format("cannot create the folder {}: {}", folder, error.message()));
    std::filesystem::permissions(to_path(folder), std::filesystem::perms::owner_all, error);
    return {};
}

/// All or nothing: what was written before something failed goes away again.
Result<void> write_files(const Target& target, const WrittenConfig& written) {
    std::vector<std::filesystem::path> done;
    const auto write = [&](const std::filesystem::path& path, std::string_view content, FileMode mode) {
        auto result = replace_file(from_path(path), content, mode);
        if (result) done.push_back(path);
        return result;
    };
    Result<void> result;
    if (!written.secrets.empty()) result = make_secret_folder(target.folder);
    for (const auto& [name, content] : written.secrets) {
        if (!result) break;
        const Secret line(content.reveal() + "\n");
        result = write(to_path(target.folder) / to_path(name), line.reveal(), FileMode::private_);
    }
    if (result && target.file) result = write(to_path(*target.file), written.yaml, FileMode::keep);
    std::error_code ignored;
    if (!result)
        for (const auto& path : done) std::filesystem::remove(path, ignored);
    return result;
}

void say(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stderr); }

/// The configuration itself is all that stdout gets.
ExitCode say_done(const Target& target, const Checked& checked) {
    const WrittenConfig& written = checked.written;
    const std::size_t count = written.secrets.size();
    const std::string secrets =
        count == 0 ? std::string()
                   : fmt::format("; {} secret{} in {}", count, count == 1 ? "" : "s", target.folder);
    const ExitCode printed = target.file ? ExitCode::ok : print(written.yaml);
    if (printed != ExitCode::ok) return printed;
    for (const std::string& path : checked.absent)
        say(fmt::format("{} reads {}, which is not on this machine; put it there before it is used\n",
                        target.name(), path));
    say(fmt::format("{} is {}: {}{}\n", target.name(), target.file ? "written" : "printed", checked.size,
                    secrets));
    return printed;
}

ExitCode complain_about(const ImportCommand& command, Diagnostic error) {
    if (error.file.empty()) error.file = command.file;
    report({error});
    return ExitCode::bad_config;
}

} // namespace

ExitCode run_import(const ImportCommand& command) {
    const auto text = read_source(command.file);
    if (!text) return complain(text.error());
    const auto format = format_of(command, *text);
    if (!format) return complain(format.error());
    const ProviderCatalogue catalogue(provider_folder(command.output.value_or("config.yaml")));
    auto config = import_config(*format, *text, catalogue, include_reader());
    if (!config) return complain_about(command, config.error());
    const Target target = target_of(command, *format);
    const auto checked = write_and_check(*config, target, catalogue);
    say(list_notes(*config, target.names));
    if (!checked) return complain(checked.error());
    if (const auto free = refuse_to_overwrite(target, checked->written); !free) return complain(free.error());
    if (const auto done = write_files(target, checked->written); !done) return complain(done.error());
    return say_done(target, *checked);
}

} // namespace ddns
