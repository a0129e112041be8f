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

Result<EchoService> own_https_service(std::string_view text) {
    const auto url = parse_base_url(text, UrlQuery::allowed);
    if (!url) return tl::unexpected<Error>(url.error());
    if (!url->encrypted && !url->loopback)
        return fail(ErrorKind::config,
                    "must start with https://: anybody on the way could answer in place of an http:// "
                    "service");
    return own_echo_service(url->text);
}

/// A list of parties that takes the place of another.
template <class Party>
void check_own(Checking& c, Fields& fields, std::string_view key, Result<Party> (*read)(std::string_view),
               std::vector<Party>& parties) {
    const auto items = fields.items(key);
    if (!items) return;
    parties.clear();
    for (const Node* item : *items) {
        auto party = read(item->text);
        if (party)
            parties.push_back(std::move(*party));
        else
            c.report.error(item->mark, fmt::format("\"{}\" {}", key, party.error().what));
    }
}

/// Whoever is named is to be asked.
void refuse_unasked(Checking& c, const Fields& fields, const DetectSettings& settings) {
    for (const auto& [name, method] : method_names) {
        const Field field = fields.peek(name);
        if (field && std::ranges::find(settings.methods, method) == settings.methods.end())
            c.report.error(field.key->mark,
                           fmt::format("nobody in \"{}\" is asked; add {} to \"methods\"", name, name));
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

void check_detect(Checking& c, const Field& field, DetectSettings& settings) {
    if (!field) return;
    Fields fields(c.report, *field.value, "\"detect\"", field.key->mark);
    if (!fields.good()) return;
    if (auto methods = check_methods(c, fields, "methods"); !methods.empty())
        settings.methods = std::move(methods);
    check_own(c, fields, "https", own_https_service, settings.https);
    check_own(c, fields, "dns", own_dns_echo, settings.dns);
    check_own(c, fields, "stun", own_stun_server, settings.stun);
    refuse_unasked(c, fields, settings);
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
