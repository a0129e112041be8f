// SPDX-License-Identifier: MIT
#include "import/tables.h"
#include "imported_text.h"

#include <fmt/format.h>

using namespace ddns;
using testing::import_text;
using testing::ImportedText;

namespace {

using Options = std::vector<std::pair<std::string, std::string>>;

/// An original with one account of that provider and one name.
using Writer = std::string (*)(std::string_view provider, const Options& options, std::string_view name);

std::string joined(const Options& options, std::string_view format) {
    std::string out;
    for (const auto& [name, value] : options) out += fmt::format(fmt::runtime(format), name, value);
    return out;
}

std::string ddns_go(std::string_view provider, const Options& options, std::string_view name) {
    Options dns, parameters;
    for (const auto& option : options)
        (option.first == "id" || option.first == "secret" || option.first == "extparam" ? dns : parameters)
            .push_back(option);
    return fmt::format(
        "dnsconf:\n  - ipv4:\n      enable: true\n      gettype: url\n      domains: [\"{}?{}\"]\n"
        "    dns:\n      name: {}\n{}",
        name, joined(parameters, "{}={}&"), provider, joined(dns, "      {}: {}\n"));
}

std::string inadyn(std::string_view provider, const Options& options, std::string_view name) {
    return fmt::format("provider default@{} {{\n{}  hostname = {}\n}}\n", provider,
                       joined(options, "  {} = {}\n"), name);
}

std::string ddclient(std::string_view provider, const Options& options, std::string_view name) {
    return fmt::format("usev4=webv4\n{}protocol={} {}\n", joined(options, "{}={}, "), provider, name);
}

std::string ddclient_server(std::string_view server, const Options& options, std::string_view name) {
    return fmt::format("usev4=webv4\n{}protocol=dyndns2, server={} {}\n", joined(options, "{}={}, "), server,
                       name);
}

std::string ddns_updater(std::string_view provider, const Options& options, std::string_view name) {
    const bool api = provider == "ovh api";
    return fmt::format(
        "{{\"settings\": [{{\n{}\"domain\": \"{}\",\n\"ip_version\": \"ipv4\",\n\"provider\": \"{}\"\n}}]}}",
        joined(options, "\"{}\": \"{}\",\n"), name, api ? "ovh" : provider);
}

struct Client {
    ImportFormat format;
    ProviderTable rows;
    Writer write;
    std::set<std::string_view> made_inside; ///< rows whose fields are not options of the original
};

const std::vector<Client>& clients() {
    static const std::vector<Client> all = {
        {ImportFormat::ddns_go, ddns_go_providers(), ddns_go, {"callback"}},
        {ImportFormat::inadyn, inadyn_providers(), inadyn, {"custom"}},
        {ImportFormat::ddclient, ddclient_providers(), ddclient, {"directnic", "cloudns"}},
        {ImportFormat::ddclient, ddclient_dyndns2_servers(), ddclient_server, {}},
        {ImportFormat::ddns_updater, ddns_updater_providers(), ddns_updater, {"custom"}},
    };
    return all;
}

Options options_of(const ProviderRow& row) {
    Options out;
    for (const FieldTarget& field : field_targets(row.fields)) {
        const bool ttl = field.target == "@ttl", zone = field.target == "@zone" || field.target == "zone";
        const std::string value = row.theirs == "ovh api" && field.theirs == "mode" ? "api"
                                  : ttl                                             ? "4321"
                                  : zone                                            ? "example.com"
                                         : fmt::format("value{},x", out.size());
        const bool two = field.target.find(',') != std::string_view::npos;
        out.emplace_back(field.theirs, two ? value : value.substr(0, value.find(',')));
    }
    return out;
}

/// Whether the value stands in the configuration or in a file of secrets.
bool carried(const ImportedText& in, const std::string& value) {
    if (in.yaml.find(value) != std::string::npos) return true;
    return std::any_of(in.secrets.begin(), in.secrets.end(), [&](const auto& secret) {
        return secret.second == value || value.ends_with("," + secret.second);
    });
}

} // namespace

TEST_CASE("import: every provider and option of every client is carried over or told") {
    const ProviderCatalogue catalogue;
    const KnownProviders providers(catalogue);
    std::size_t active = 0;
    for (const Client& client : clients())
        for (const ProviderRow& row : client.rows) {
            if (client.made_inside.contains(row.theirs)) continue;
            const std::string name = row.id.empty() ? "home.example.com" : "12345";
            const Options options = options_of(row);
            const std::string original = client.write(row.theirs, options, name);
            const ImportedText in = import_text(client.format, original, providers);
            INFO(original);
            INFO(in.yaml);
            INFO(in.notes);
            INFO(to_string(std::span<const Diagnostic>(in.loaded.diagnostics)));
            REQUIRE(in.error.empty());
            const bool listed = in.yaml.find("name: " + name) != std::string::npos;
            const bool told = in.notes.find(name + ": not carried over, because ") != std::string::npos ||
                              in.notes.find("a name: not carried over, because ") != std::string::npos;
            CHECK(listed != told);
            if (!listed) continue;
            // Nothing is active: then no record is there, and that alone is what our loader complains of.
            if (in.loaded.config) ++active;
            CHECK((in.loaded.config || in.notes.find(": not active: ") != std::string::npos));
            for (const auto& [option, value] : options) {
                INFO(option);
                CHECK((carried(in, value) || in.notes.find(": " + option + ": ") != std::string::npos ||
                       (option == "ttl" && in.notes.find(": the TTL: ") != std::string::npos) ||
                       (value == "example.com" && in.notes.find(": the zone: ") != std::string::npos)));
            }
        }
    MESSAGE("rows that give an active record: ", active);
    CHECK(active > 150);
}
