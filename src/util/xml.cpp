// SPDX-License-Identifier: MIT
#include "util/xml.h"

#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <pugixml.hpp>

namespace ddns {

namespace {

constexpr unsigned max_depth = 64;
constexpr std::size_t max_nodes = 500'000;

class Converter {
public:
    /// False when there is too much of it.
    bool element(const pugi::xml_node& node, unsigned depth, Json& out) {
        if (depth > max_depth || !count()) return false;
        std::string text;
        Json::Object members;
        for (const pugi::xml_attribute& attribute : node.attributes()) {
            if (!count()) return false;
            members.emplace_back(attribute.name(), Json(attribute.value()));
        }
        for (const pugi::xml_node& child : node.children()) {
            if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
            if (child.type() != pugi::node_element) continue;
            Json value;
            if (!element(child, depth + 1, value)) return false;
            members.emplace_back(child.name(), std::move(value));
        }
        const std::string_view trimmed = trim(text);
        if (members.empty()) {
            out = Json(trimmed);
            return true;
        }
        if (!trimmed.empty()) members.emplace_back("", Json(trimmed));
        out = Json(with_lists(std::move(members)));
        return true;
    }

private:
    bool count() { return ++nodes_ <= max_nodes; }

    /// Members of one name become a list where the first of them stands.
    static Json::Object with_lists(Json::Object members) {
        std::vector<std::size_t> order(members.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return members[a].first < members[b].first; });
        std::vector<bool> gone(members.size());
        for (std::size_t i = 0; i < order.size();) {
            std::size_t end = i + 1;
            while (end < order.size() && members[order[end]].first == members[order[i]].first) ++end;
            if (end - i > 1) {
                Json::Array list;
                for (std::size_t k = i; k < end; ++k) {
                    list.push_back(std::move(members[order[k]].second));
                    gone[order[k]] = k > i;
                }
                members[order[i]].second = Json(std::move(list));
            }
            i = end;
        }
        Json::Object out;
        for (std::size_t i = 0; i < members.size(); ++i)
            if (!gone[i]) out.push_back(std::move(members[i]));
        return out;
    }

    std::size_t nodes_ = 0;
};

} // namespace

Result<Json> parse_xml(std::string_view text, std::size_t max_bytes) {
    if (text.size() > max_bytes)
        return fail(ErrorKind::bad_reply, fmt::format("the XML has more than {} bytes", max_bytes));
    pugi::xml_document document;
    constexpr unsigned flags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol;
    const auto parsed = document.load_buffer(text.data(), text.size(), flags);
    if (!parsed) return fail(ErrorKind::bad_reply, fmt::format("it is not XML at byte {}", parsed.offset));
    const auto children = document.children();
    const auto roots = std::count_if(children.begin(), children.end(), [](const pugi::xml_node& node) {
        return node.type() == pugi::node_element;
    });
    if (roots != 1) return fail(ErrorKind::bad_reply, "it is not XML: a document has one element at the top");
    const pugi::xml_node root = document.document_element();
    Json value;
    if (!Converter().element(root, 1, value))
        return fail(ErrorKind::bad_reply, "the XML has too many elements or is nested too deeply");
    return Json(Json::Object{{root.name(), std::move(value)}});
}

} // namespace ddns
