// SPDX-License-Identifier: MIT
#include "provider/call.h"

#include <algorithm>

namespace ddns {

namespace {

bool uses(const BodyNode& node, Var var) {
    return node.text.uses(var) || std::any_of(node.items.begin(), node.items.end(),
                                              [&](const BodyNode& item) { return uses(item, var); });
}

bool has_text_for(const BodyNode& node, Var var) {
    return node.text.has_text_for(var) ||
           std::any_of(node.items.begin(), node.items.end(),
                       [&](const BodyNode& item) { return has_text_for(item, var); });
}

bool writes_values(const BodyNode& node) {
    return node.kind == BodyNode::Kind::values ||
           std::any_of(node.items.begin(), node.items.end(), writes_values);
}

} // namespace

Result<void> RequestLine::parse_target(std::string_view target, std::span<const SettingTraits> settings,
                                       std::size_t* error_at) {
    // The first '?' outside braces; a fallback text may hold one.
    std::size_t mark = 0;
    for (bool inside = false; mark < target.size(); ++mark) {
        if (target[mark] == '{') inside = true;
        if (target[mark] == '}') inside = false;
        if (target[mark] == '?' && !inside) break;
    }
    auto parsed = Template::parse(target.substr(0, mark), settings, error_at);
    if (!parsed) return tl::unexpected(parsed.error());
    path = std::move(*parsed);
    query.clear();
    if (mark >= target.size()) return {};
    for (std::size_t start = mark + 1; start <= target.size();) {
        const std::size_t end = std::min(target.find('&', start), target.size());
        auto parameter = Template::parse(target.substr(start, end - start), settings, error_at);
        if (!parameter) {
            if (error_at) *error_at += start;
            return tl::unexpected(parameter.error());
        }
        query.push_back(std::move(*parameter));
        start = end + 1;
    }
    return {};
}

Result<RequestLine> RequestLine::parse(std::string_view text, std::span<const SettingTraits> settings,
                                       std::size_t* error_at) {
    RequestLine out;
    std::size_t space = text.find(' ');
    if (space == std::string_view::npos)
        return fail(ErrorKind::config, "a request is written as METHOD /path");
    auto method = Template::parse(text.substr(0, space), settings, error_at);
    if (!method) return tl::unexpected(method.error());
    out.method = std::move(*method);
    if (text.substr(space).starts_with(" form ")) {
        out.form = true;
        space += 5;
    }
    const std::string_view target = text.substr(space + 1);
    if (target == "{url}") {
        out.whole_url = true;
        return out;
    }
    out.absolute = target.starts_with("https://");
    if (!out.absolute && !target.empty() && target.front() != '/') {
        if (error_at) *error_at = space + 1;
        return fail(ErrorKind::config, "the path of a request begins with a slash");
    }
    if (auto done = out.parse_target(target, settings, error_at); !done) {
        if (error_at) *error_at += space + 1;
        return tl::unexpected(done.error());
    }
    return out;
}

bool Call::uses(Var var) const {
    if (request.path.uses(var) || (body && ddns::uses(*body, var))) return true;
    const auto part_uses = [&](const auto& part) { return part.second.uses(var); };
    const auto parameter_uses = [&](const Template& parameter) { return parameter.uses(var); };
    return std::any_of(request.query.begin(), request.query.end(), parameter_uses) ||
           std::any_of(headers.begin(), headers.end(), part_uses);
}

bool Call::needs(Var var) const {
    return request.path.uses(var) ||
           std::any_of(request.query.begin(), request.query.end(),
                       [&](const Template& parameter) { return parameter.has_text_for(var); }) ||
           (body && has_text_for(*body, var));
}

bool Call::whole_set() const { return uses(Var::ips) || (body && writes_values(*body)); }

} // namespace ddns
