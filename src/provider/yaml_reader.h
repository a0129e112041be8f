// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostic.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <yaml-cpp/yaml.h>

namespace ddns {

/// Walks a YAML text and remembers every mistake with its place. Included by the loader of provider files
/// alone.
class YamlReader {
public:
    YamlReader(std::string file, std::string_view text) : file_(std::move(file)), text_(text) {}

    /// The whole document, or nothing when it is not YAML.
    std::optional<YAML::Node> parse();

    void error(const YAML::Mark& mark, std::string message, std::size_t bytes_further = 0);

    /// While the guard lives, mistakes are at `mark` whatever place they are reported at, and their text
    /// names `file` and the line there.
    class Blame {
    public:
        explicit Blame(YamlReader& reader) : reader_(reader) {}
        ~Blame() { reader_.blamed_.reset(); }
        Blame(const Blame&) = delete;
        Blame& operator=(const Blame&) = delete;

    private:
        YamlReader& reader_;
    };
    [[nodiscard]] Blame blame(const YAML::Mark& mark, std::string file) {
        blamed_ = {mark, std::move(file)};
        return Blame(*this);
    }
    void error(const YAML::Node& node, std::string message) { error(node.Mark(), std::move(message)); }

    /// Calls for each member of a map, reports unknown (with "did you mean") and repeated keys. With `known`
    /// empty every key is fine.
    void members(const YAML::Node& map, std::string_view what, std::span<const std::string> known,
                 const std::function<void(const std::string&, const YAML::Node&, const YAML::Node& key)>& on);

    /// A scalar as text; reports anything else.
    std::optional<std::string> text(const YAML::Node& node, std::string_view what);
    std::optional<unsigned> number(const YAML::Node& node, std::string_view what, unsigned least,
                                   unsigned most);

    [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
    [[nodiscard]] std::vector<Diagnostic> take() { return std::move(diagnostics_); }

private:
    [[nodiscard]] std::string excerpt(int line) const;
    std::string file_;
    std::string_view text_;
    std::vector<Diagnostic> diagnostics_;
    std::optional<std::pair<YAML::Mark, std::string>> blamed_;
};

/// "; did you mean "token"?" or nothing.
std::string suggestion(std::string_view word, std::span<const std::string> known);

} // namespace ddns
