// SPDX-License-Identifier: MIT
#include "config/check.h"

#include "config/values.h"
#include "detect/operators.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::uint64_t most_quorum = 9;

constexpr std::pair<std::string_view, DetectMethod> method_names[] = {{"https", DetectMethod::https},
                                                                      {"dns", DetectMethod::dns},
                                                                      {"stun", DetectMethod::stun},
                                                                      {"gateway", DetectMethod::gateway}};

void check_https(Checking& c, Fields& fields) {
    const auto items = fields.items("https");
    if (!items) return;
    for (const Node* item : *items) {
        const auto url = parse_base_url(item->text, UrlQuery::allowed);
        if (!url)
            c.report.error(item->mark, fmt::format("\"https\" {}", url.error().what));
        else if (!url->encrypted && !url->loopback)
            c.report.error(item->mark, "anybody on the way could answer in place of an http:// service; use "
                                       "https://");
        else
            c.config.detect.https.push_back(own_echo_service(url->text));
    }
}

} // namespace

std::vector<DetectMethod> check_methods(Checking& c, Fields& fields, std::string_view key) {
    std::vector<DetectMethod> methods;
    const auto items = fields.items(key);
    if (!items) return methods;
    for (const Node* item : *items) {
        const auto method = choice(c.report, *item, "method", method_names);
        if (method && std::ranges::find(methods, *method) != methods.end())
            c.report.error(item->mark, fmt::format("method {} is given twice", item->text));
        else if (method)
            methods.push_back(*method);
    }
    return methods;
}

void check_detect(Checking& c, const Field& field) {
    if (!field) return;
    Fields fields(c.report, *field.value, "\"detect\"", field.key->mark);
    if (!fields.good()) return;
    DetectSettings& settings = c.config.detect;
    if (auto methods = check_methods(c, fields, "methods"); !methods.empty())
        settings.methods = std::move(methods);
    check_https(c, fields);
    const auto quorum = fields.number("quorum", 1, most_quorum);
    if (quorum) settings.quorum = static_cast<unsigned>(*quorum);
    const std::size_t parties = operators_of(settings).size();
    if (!c.report.has_errors() && parties < settings.quorum)
        c.report.error(
            quorum ? fields.peek("quorum").value->mark : field.key->mark,
            fmt::format("{} independent parties must agree (\"quorum\"), but only {} can be asked; "
                        "name more of them, or say quorum: {}",
                        settings.quorum, parties, parties));
    fields.finish();
}

} // namespace ddns
