// SPDX-License-Identifier: MIT
#include "config/seed.h"

#include "config/check_tree.h"

namespace ddns {

namespace {

Node scalar(std::string text, Mark mark) {
    Node node;
    node.kind = Node::Kind::scalar;
    node.mark = mark;
    node.text = std::move(text);
    return node;
}

} // namespace

LoadedConfig config_from_arguments(const SeedArguments& arguments, const KnownProviders& providers,
                                   const ConfigWorld& world) {
    const struct {
        const char* key;
        const char* label;
        const std::optional<std::string>& value;
    } options[] = {
        {"provider", "option -s", arguments.provider}, {"domain", "option -d", arguments.domain},
        {"token", "option -t", arguments.token},       {"interval", "option -i", arguments.interval},
        {"username", "option -u", arguments.username}, {"password", "option -p", arguments.password}};
    Node root;
    root.kind = Node::Kind::map;
    std::vector<std::string> labels;
    for (const auto& option : options) {
        labels.emplace_back(option.label);
        if (!option.value) continue;
        const Mark mark{-static_cast<std::int32_t>(labels.size()), 1};
        root.children.push_back(scalar(option.key, mark));
        root.children.push_back(scalar(*option.value, mark));
    }
    Report report("command line", {}, std::move(labels));
    return check_tree(root, report, "", providers, world);
}

} // namespace ddns
