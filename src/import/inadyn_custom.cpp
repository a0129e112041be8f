// SPDX-License-Identifier: MIT
#include "import/inadyn_custom.h"

#include "import/tables.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

/// `%u %p %h %i %%` as our placeholders. nullopt: there is another one, which inadyn refuses too.
std::optional<std::string> as_template(std::string_view path) {
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] != '%') {
            out += path[i];
            continue;
        }
        const char letter = i + 1 < path.size() ? path[i + 1] : '\0';
        const std::string_view word = letter == 'u'   ? "{username}"
                                      : letter == 'p' ? "{password}"
                                      : letter == 'h' ? "{name}"
                                      : letter == 'i' ? "{ip}"
                                      : letter == '%' ? "%25"
                                                      : "";
        if (word.empty()) return std::nullopt;
        out += word;
        ++i;
    }
    return out;
}

void set_responses(OriginalOptions& options, const std::vector<std::string>& responses, Section& section) {
    if (responses.empty()) return;
    const ImportPlace& place = section.account.place;
    const bool fit = std::none_of(responses.begin(), responses.end(), [](const std::string& word) {
        return word.find(',') != std::string::npos;
    });
    if (fit) options.set("success", join(responses, ", "), place);
    section.account.notes.push_back(
        fit ? ImportNote{ImportNote::Kind::hint, place, "ddns-response",
                         "the reply must begin with one of these words, where the original looks for them "
                         "anywhere"}
            : ImportNote{ImportNote::Kind::lost, place, "ddns-response", "there is a comma in it"});
}

} // namespace

const ProviderRow* read_inadyn_custom(OriginalOptions& options, const std::vector<std::string>& responses,
                                      Section& section) {
    const std::string server = options.take_text("ddns-server");
    const std::string path = options.take_text("ddns-path");
    const bool appends_address = truth_of(options.take_text("append-myip")).value_or(false);
    if (server == "dynamicdns.park-your-domain.com") return find_row(inadyn_providers(), "namecheap.com");
    auto target = as_template(path);
    if (!target) {
        section.account.off = "its ddns-path has a \"%\" that nothing here stands for";
        target = path;
    }
    // Without a placeholder the name, or the address, goes to the end.
    if (path.find('%') == std::string::npos) *target += appends_address ? "{ip}" : "{name}";
    const bool slash = target->starts_with('/');
    if (!server.empty())
        options.set("url",
                    fmt::format("{}://{}{}{}", section.account.unencrypted ? "http" : "https", server,
                                slash ? "" : "/", *target),
                    section.account.place);
    set_responses(options, responses, section);
    return find_row(inadyn_providers(), "custom");
}

} // namespace ddns
