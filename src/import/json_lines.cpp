// SPDX-License-Identifier: MIT
#include "import/json_lines.h"

#include <fmt/format.h>
#include <vector>

namespace ddns {

namespace {

/// Walks over the text and knows at each moment within which arrays and objects it is.
class Walker {
public:
    explicit Walker(std::string_view text) : text_(text) {}

    std::map<std::string, int> walk() {
        for (; position_ < text_.size(); ++position_) {
            switch (text_[position_]) {
            case '\n':
                ++line_;
                break;
            case '"':
                string();
                break;
            case '{':
            case '[':
                open_.push_back({path(), text_[position_] == '[', 0, {}});
                break;
            case '}':
            case ']':
                if (!open_.empty()) open_.pop_back();
                break;
            case ',':
                if (!open_.empty()) ++open_.back().index;
                if (!open_.empty()) open_.back().name.clear();
                break;
            default:
                break;
            }
        }
        return std::move(lines_);
    }

private:
    struct Level {
        std::string path;
        bool array;
        std::size_t index;
        std::string name; ///< of the member whose value comes now
    };

    [[nodiscard]] std::string path() const {
        if (open_.empty()) return {};
        const Level& level = open_.back();
        return level.array ? fmt::format("{}/{}", level.path, level.index) : level.path + "/" + level.name;
    }

    /// The first string after a `{` or a `,` is a member's name.
    void string() {
        const int line = line_;
        std::string value;
        for (++position_; position_ < text_.size() && text_[position_] != '"'; ++position_) {
            if (text_[position_] == '\\') ++position_;
            if (position_ < text_.size()) value += text_[position_];
        }
        if (open_.empty() || open_.back().array || !open_.back().name.empty()) return;
        open_.back().name = value.empty() ? "?" : std::move(value);
        lines_[path()] = line;
    }

    std::string_view text_;
    std::size_t position_ = 0;
    int line_ = 1;
    std::vector<Level> open_;
    std::map<std::string, int> lines_;
};

} // namespace

std::map<std::string, int> json_member_lines(std::string_view text) { return Walker(text).walk(); }

} // namespace ddns
