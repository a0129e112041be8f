// SPDX-License-Identifier: MIT
#include "config/yaml.h"

#include "config/utf8.h"

#include <fmt/format.h>
#include <map>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace ddns {

namespace {

Mark to_mark(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

/// Thrown through the parser to stop it; never leaves this file.
struct Stop {
    YamlError error;
};

/// Builds a Node from the parser's events, within the bounds.
class Builder final : public YAML::EventHandler {
public:
    Node root;
    int last_quoted = -1; ///< byte offset of the document's last scalar when that one is quoted

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (seen_)
            stop(mark, "a second document starts here; one file is one document (or the indentation "
                       "of this line is wrong)");
        seen_ = true;
    }
    void OnDocumentEnd() override {}
    void OnAnchor(const YAML::Mark&, const std::string&) override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        finish(leaf(Node::Kind::null, mark), anchor);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        Node node = leaf(Node::Kind::scalar, mark);
        node.quoted = tag != "?";
        if (node.quoted && tag != "!") refuse_tag(mark);
        charge(mark, 0, value.size());
        last_quoted = node.quoted ? mark.pos : -1;
        node.text = value;
        finish(std::move(node), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) stop(mark, "an alias stands inside the value it names");
        copy_charge(mark, found->second);
        finish(Node(found->second), 0);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(Node::Kind::sequence, mark, tag, anchor);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(Node::Kind::map, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        Node node;
        YAML::anchor_t anchor;
    };

    [[noreturn]] static void stop(const YAML::Mark& mark, std::string message) {
        throw Stop{{to_mark(mark), std::move(message)}};
    }
    [[noreturn]] static void refuse_tag(const YAML::Mark& mark) {
        stop(mark,
             "YAML tags (a word that starts with \"!\") are not understood here; put the value in quotes "
             "if the \"!\" belongs to it");
    }

    void charge(const YAML::Mark& mark, std::size_t nodes, std::size_t bytes) {
        nodes_ += nodes;
        bytes_ += bytes;
        if (nodes_ > max_yaml_nodes || bytes_ > 2 * max_yaml_bytes)
            stop(mark,
                 fmt::format("the file holds more than {} values (aliases count as what they stand for)",
                             max_yaml_nodes));
    }
    void copy_charge(const YAML::Mark& mark, const Node& node) {
        charge(mark, 1, node.text.size());
        for (const Node& child : node.children) copy_charge(mark, child);
    }

    Node leaf(Node::Kind kind, const YAML::Mark& mark) {
        charge(mark, 1, 0);
        Node node;
        node.kind = kind;
        node.mark = to_mark(mark);
        return node;
    }
    void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        if (tag != "?" && tag != "!") refuse_tag(mark);
        if (open_.size() >= max_yaml_depth)
            stop(mark, fmt::format("it is nested more than {} levels deep", max_yaml_depth));
        open_.push_back({leaf(kind, mark), anchor});
    }
    void close() {
        Open done = std::move(open_.back());
        open_.pop_back();
        done.node.children.shrink_to_fit(); // of a long file it is a third of the memory
        finish(std::move(done.node), done.anchor);
    }
    void finish(Node node, YAML::anchor_t anchor) {
        if (anchor != 0) {
            copy_charge(YAML::Mark(), node);
            anchors_.insert_or_assign(anchor, node);
        }
        if (open_.empty())
            root = std::move(node);
        else
            open_.back().node.children.push_back(std::move(node));
    }

    bool seen_ = false;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, Node> anchors_;
    std::size_t nodes_ = 0;
    std::size_t bytes_ = 0;
};

std::string_view line_of(std::string_view text, int line) {
    for (; line > 1; --line) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

bool tab_in_indentation(std::string_view line) {
    const std::size_t first = line.find_first_not_of(' ');
    return first != std::string_view::npos && line[first] == '\t';
}

/// The parser's words are short and sometimes quote the text; these do not.
std::string explain(const YAML::Exception& error, std::string_view line) {
    const std::string_view what = error.msg;
    const auto is = [what](std::string_view start) { return what.substr(0, start.size()) == start; };
    if (tab_in_indentation(line)) return "the line starts with a tab; indent with spaces";
    if (is("illegal map value"))
        return "there is a \":\" too many, or the indentation is wrong; a value with \": \" in it needs "
               "quotes";
    if (is("the referenced anchor is not defined") || is("alias not found"))
        return "a value that starts with \"*\" needs quotes";
    if (is("unknown token")) return "a value cannot start with this character; put it in quotes";
    if (is("end of sequence flow")) return "a \"[\" is not closed with \"]\", or a comma is missing";
    if (is("end of map flow")) return "a \"{\" is not closed with \"}\", or a comma is missing";
    if (is("illegal flow end")) return "there is a closing bracket without an opening one";
    if (is("end of map") || is("end of sequence") || is("illegal block entry") || is("illegal map key"))
        return "this line does not fit the lines above it; check the indentation and the \":\" after each "
               "key";
    if (is("unknown escape") || is("bad character found while scanning hex") || is("invalid unicode"))
        return "there is an escape (\\...) that YAML does not know; single quotes take backslashes as they "
               "are";
    return "this is not valid YAML; check quotes, brackets and indentation";
}

/// The parser takes the end of the file for the end of an open quote; we do not.
bool quote_is_open(std::string_view text, int offset) {
    if (offset < 0 || static_cast<std::size_t>(offset) >= text.size()) return false;
    const char quote = text[static_cast<std::size_t>(offset)];
    if (quote != '"' && quote != '\'') return false;
    for (std::size_t i = static_cast<std::size_t>(offset) + 1; i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\')
            ++i;
        else if (quote == '\'' && text[i] == quote && i + 1 < text.size() && text[i + 1] == quote)
            ++i;
        else if (text[i] == quote)
            return false;
    }
    return true;
}

Mark mark_at(std::string_view text, std::size_t offset) {
    Mark mark{1, 1};
    for (const char c : text.substr(0, offset)) {
        mark = c == '\n' ? Mark{mark.line + 1, 1} : Mark{mark.line, mark.column + 1};
    }
    return mark;
}

std::optional<YamlError> refuse_bytes(std::string_view text) {
    if (text.size() > max_yaml_bytes)
        return YamlError{{}, fmt::format("the file is larger than {} MiB", max_yaml_bytes >> 20)};
    // With its mark or without: no text in UTF-8 has a zero there.
    if (text.substr(0, 2) == "\xff\xfe" || text.substr(0, 2) == "\xfe\xff" ||
        text.substr(0, 2).find('\0') != std::string_view::npos)
        return YamlError{{}, "the file is UTF-16; save it as UTF-8"};
    const auto bad = find_bad_utf8(text);
    if (!bad) return std::nullopt;
    const bool control = static_cast<unsigned char>(text[*bad]) < 0x80;
    return YamlError{mark_at(text, *bad), control ? "there is a control character here; remove it"
                                                  : "this is not UTF-8; save the file as UTF-8"};
}

} // namespace

tl::expected<Node, YamlError> parse_yaml(std::string_view text) {
    if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
    if (auto refused = refuse_bytes(text)) return tl::unexpected(std::move(*refused));
    Builder builder;
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Stop& stop) {
        return tl::unexpected(stop.error);
    } catch (const YAML::Exception& error) {
        const Mark mark = error.mark.is_null() ? Mark{} : to_mark(error.mark);
        return tl::unexpected(YamlError{mark, explain(error, line_of(text, mark.line))});
    } catch (const std::exception&) {
        return tl::unexpected(YamlError{{}, "this is not valid YAML"});
    }
    if (quote_is_open(text, builder.last_quoted))
        return tl::unexpected(YamlError{mark_at(text, static_cast<std::size_t>(builder.last_quoted)),
                                        "this quote is never closed"});
    return std::move(builder.root);
}

} // namespace ddns
