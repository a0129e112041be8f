// SPDX-License-Identifier: MIT
#include "config/load.h"

#include "config/check.h"
#include "config/check_tree.h"
#include "config/yaml.h"
#include "util/path.h"
#include "util/text.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t longest_command = 400;

} // namespace

LoadedConfig check_tree(const Node& root, Report& report, const std::string& path,
                        const KnownProviders& providers, const ConfigWorld& world) {
    const SecretReader secrets(report, world, from_path(to_path(path).parent_path()));
    Checking checking{report, providers, secrets, {}, {}, {}, {}, {}};
    checking.config.file = path;
    check_config(checking, root);
    if (checking.config.state.empty()) checking.config.state = world.state_folder();
    if (checking.literal_secret && !path.empty() && world.readable_by_others(path))
        report.warning(*checking.literal_secret,
                       fmt::format("there is a secret in this file, which others can read; run: {}",
                                   printable(world.close_command(path), longest_command)));
    LoadedConfig out;
    if (!report.has_errors()) out.config = std::make_shared<const Config>(std::move(checking.config));
    out.diagnostics = report.finish(&root);
    return out;
}

LoadedConfig parse_config(const std::string& text, const std::string& path, const KnownProviders& providers,
                          const ConfigWorld& world) {
    Report report(path, text);
    const auto root = parse_yaml(text);
    if (root) return check_tree(*root, report, path, providers, world);
    report.error(root.error().mark, root.error().message);
    return {nullptr, report.finish(nullptr), false};
}

LoadedConfig load_config(const std::string& path, const KnownProviders& providers, const ConfigWorld& world) {
    const auto text = world.read_file(path, max_yaml_bytes);
    if (text) return parse_config(*text, path, providers, world);
    Diagnostic problem;
    problem.file = path;
    problem.message = text.error().what;
    return {nullptr, {problem}, text.error().kind == ErrorKind::system};
}

} // namespace ddns
