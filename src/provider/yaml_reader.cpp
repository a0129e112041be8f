// SPDX-License-Identifier: MIT
#include "provider/yaml_reader.h"

#include "util/text.h"

#include <fmt/format.h>
#include <set>

namespace ddns {

std::string suggestion(std::string_view word, std::span<const std::string> known) {
    const auto meant = closest_match(word, known);
    return meant ? fmt::format("; did you mean \"{}\"?", *meant) : "";
}

std::string YamlReader::excerpt(int line) const {
    if (line < 1) return {};
    std::size_t start = 0;
    for (int i = 1; i < line && start != std::string_view::npos; ++i) {
        start = text_.find('\n', start);
        if (start != std::string_view::npos) ++start;
    }
    if (start == std::string_view::npos) return {};
    return printable(text_.substr(start, text_.find('\n', start) - start), 200);
}

void YamlReader::error(const YAML::Mark& mark, std::string message, std::size_t bytes_further) {
    if (blamed_) {
        const auto [place, other] = *std::exchange(blamed_, std::nullopt);
        error(place, mark.is_null() ? fmt::format("with what comes from {}: {}", other, message)
                                    : fmt::format("with line {} of {}: {}", mark.line + 1, other, message));
        blamed_ = {place, other};
        return;
    }
    Diagnostic diagnostic;
    diagnostic.file = file_;
    diagnostic.line = mark.is_null() ? 0 : mark.line + 1;
    diagnostic.column = mark.is_null() ? 0 : mark.column + 1 + static_cast<int>(bytes_further);
    diagnostic.message = std::move(message);
    diagnostic.excerpt = excerpt(diagnostic.line);
    diagnostics_.push_back(std::move(diagnostic));
}

std::optional<YAML::Node> YamlReader::parse() {
    try {
        return YAML::Load(std::string(text_));
    } catch (const YAML::Exception& problem) {
        error(problem.mark, fmt::format("this is not YAML: {}", problem.msg));
    }
    return std::nullopt;
}

void YamlReader::members(
    const YAML::Node& map, std::string_view what, std::span<const std::string> known,
    const std::function<void(const std::string&, const YAML::Node&, const YAML::Node& key)>& on) {
    if (!map.IsMap()) return error(map, fmt::format("{} must be a map of key: value", what));
    std::set<std::string> seen;
    for (const auto& member : map) {
        if (!member.first.IsScalar()) {
            error(member.first, fmt::format("a key of {} must be a word", what));
            continue;
        }
        const std::string& key = member.first.Scalar();
        if (!seen.insert(key).second) {
            error(member.first, fmt::format("\"{}\" stands twice in {}", printable(key, 40), what));
            continue;
        }
        const bool unknown = !known.empty() && std::find(known.begin(), known.end(), key) == known.end();
        if (unknown)
            error(member.first, fmt::format("unknown key \"{}\" in {}{}", printable(key, 40), what,
                                            suggestion(key, known)));
        else
            on(key, member.second, member.first);
    }
}

std::optional<std::string> YamlReader::text(const YAML::Node& node, std::string_view what) {
    if (node.IsScalar()) return node.Scalar();
    error(node, fmt::format("{} must be a text", what));
    return std::nullopt;
}

std::optional<unsigned> YamlReader::number(const YAML::Node& node, std::string_view what, unsigned least,
                                           unsigned most) {
    if (node.IsScalar())
        if (const auto value = parse_unsigned(node.Scalar()); value && *value >= least && *value <= most)
            return static_cast<unsigned>(*value);
    error(node, fmt::format("{} must be a whole number from {} to {}", what, least, most));
    return std::nullopt;
}

} // namespace ddns
